namespace FoodDelivery.Faults.Witness;

/// <summary>The schema fd_witness: what people outside, the provider and the topics saw, beside the services' own schemas.</summary>
internal static class WitnessSchema
{
    public const string Create =
        """
        DROP DATABASE IF EXISTS {0}witness; CREATE DATABASE {0}witness CHARACTER SET ascii;
        CREATE TABLE {0}witness.ops (op_id BIGINT NOT NULL PRIMARY KEY, client VARCHAR(100) NOT NULL, kind VARCHAR(32) NOT NULL,
            idem_key VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL, order_id BINARY(16) NULL, outcome VARCHAR(8) NOT NULL, http_status INT NULL, total_minor BIGINT NULL,
            at DATETIME(6) NOT NULL, KEY (idem_key), KEY (order_id));
        CREATE TABLE {0}witness.ledger (seq BIGINT NOT NULL PRIMARY KEY, kind VARCHAR(16) NOT NULL, order_ref BINARY(16) NOT NULL, amount_minor BIGINT NOT NULL, KEY (order_ref));
        CREATE TABLE {0}witness.kafka (topic VARCHAR(64) NOT NULL, part INT NOT NULL, off BIGINT NOT NULL, event_id BINARY(16) NULL, aggregate_id BINARY(16) NULL, seq BIGINT NULL,
            type VARCHAR(64) NULL, PRIMARY KEY (topic, part, off), KEY (event_id));
        CREATE TABLE {0}witness.watchers (client BINARY(16) NOT NULL PRIMARY KEY, since BIGINT NOT NULL);
        CREATE TABLE {0}witness.views (client BINARY(16) NOT NULL, n BIGINT NOT NULL, no BIGINT NOT NULL, PRIMARY KEY (client, n), KEY (client, no));
        CREATE TABLE {0}witness.prices (item_id VARCHAR(36) NOT NULL PRIMARY KEY, price_minor BIGINT NOT NULL, options_minor BIGINT NOT NULL);
        CREATE TABLE {0}witness.sold_out (item_id VARCHAR(36) NOT NULL, off_at DATETIME(6) NOT NULL, on_at DATETIME(6) NOT NULL);
        CREATE TABLE {0}witness.poison (consumer VARCHAR(32) NOT NULL, topic VARCHAR(64) NOT NULL, part INT NOT NULL, off BIGINT NOT NULL, PRIMARY KEY (topic, part, off, consumer));
        """;
}
