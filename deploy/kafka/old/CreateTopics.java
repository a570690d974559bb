import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.admin.AdminUtils;
import kafka.utils.ZkUtils;

/**
 * Creates the topics of topics.txt that do not exist yet on a broker that has no admin API. The broker's own command creates one topic per
 * Java start, a second each; this is one start for all. Run as a single source file: java -cp 'libs/*' CreateTopics.java <zookeeper> <topics.txt>
 */
class CreateTopics {
    public static void main(String[] args) throws Exception {
        ZkUtils zookeeper = ZkUtils.apply(args[0], 10_000, 10_000, false);
        try {
            for (String line : Files.readAllLines(Path.of(args[1]))) {
                if (line.isBlank() || line.startsWith("#")) continue;
                String[] words = line.trim().split("\\s+");
                if (AdminUtils.topicExists(zookeeper, words[0])) continue;
                Properties settings = new Properties();
                settings.setProperty("retention.ms", String.valueOf(Long.parseLong(words[2]) * 86_400_000L));
                AdminUtils.createTopic(zookeeper, words[0], Integer.parseInt(words[1]), 1, settings);
            }
        } finally {
            zookeeper.close();
        }
    }
}
