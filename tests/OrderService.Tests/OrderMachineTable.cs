using FoodDelivery.OrderService.Domain;

namespace FoodDelivery.OrderService.Tests;

/// <summary>
/// The transition table of the design, written a second time and in another form: one line per transition. Everything that no line
/// names must be refused, for every status, command, role and kind of fulfilment.
/// </summary>
public sealed class OrderMachineTable
{
    // from | command | roles (c customer, r restaurant, o ops, s system) | to; a trailing d or p: only delivery or pick-up orders.
    private const string Moves =
        """
        PendingPayment     Authorize            s    AwaitingAcceptance
        PendingPayment     FailPayment          s    PaymentFailed
        PendingPayment     Cancel               co   Cancelling
        AwaitingAcceptance Accept               r    Accepted
        AwaitingAcceptance Schedule             r    Scheduled
        AwaitingAcceptance Reject               r    Rejected
        AwaitingAcceptance Expire               s    Expired
        AwaitingAcceptance Cancel               co   Cancelling
        Scheduled          Release              s    Accepted
        Scheduled          Cancel               cros Cancelling
        Accepted           Start                r    Preparing
        Accepted           Delay                ro   Accepted
        Accepted           Ready                r    Ready
        Accepted           PickUp               s    InDelivery d
        Accepted           Cancel               ros  Cancelling
        Preparing          Delay                ro   Preparing
        Preparing          Ready                r    Ready
        Preparing          PickUp               s    InDelivery d
        Preparing          Cancel               ros  Cancelling
        Ready              PickUp               s    InDelivery d
        Ready              Collect              ro   Collected p
        Ready              NoShow               r    NoShow p
        Ready              Cancel               ro   Cancelling
        Ready              Cancel               s    Cancelling d
        InDelivery         Deliver              s    Delivered d
        Delivered          Rate                 c    Delivered
        Collected          Rate                 c    Collected
        InDelivery         Undeliver            s    Undelivered d
        InDelivery         Cancel               o    Cancelling
        Cancelling         PickUp               s    InDelivery d
        Cancelling         CompleteCancellation s    Cancelled
        """;

    // Where a command finds its effect already there.
    private const string Repeats =
        """
        AwaitingAcceptance Authorize            s
        Scheduled          Schedule             r
        Accepted           Accept               r
        Accepted           Release              s
        Preparing          Accept               r
        Preparing          Start                r
        Ready              Accept               r
        Ready              Start                r
        InDelivery         Accept               r
        InDelivery         Start                r
        InDelivery         Ready                r
        Delivered          Accept               r
        Delivered          Start                r
        Delivered          Ready                r
        Collected          Accept               r
        Collected          Start                r
        Collected          Ready                r
        Undelivered        Accept               r
        Undelivered        Start                r
        Undelivered        Ready                r
        NoShow             Accept               r
        NoShow             Start                r
        NoShow             Ready                r
        Ready              Ready                r
        InDelivery         PickUp               s    d
        Cancelling         Cancel               cros
        Cancelled          Cancel               cros
        Cancelled          CompleteCancellation s
        Delivered          Deliver              s    d
        Collected          Collect              ro   p
        Rejected           Reject               r
        Expired            Expire               s
        PaymentFailed      FailPayment          s
        Undelivered        Undeliver            s    d
        NoShow             NoShow               r    p
        """;

    public static TheoryData<OrderStatus, OrderCommand, ActorRole, Fulfilment> Everything()
    {
        var all = new TheoryData<OrderStatus, OrderCommand, ActorRole, Fulfilment>();
        foreach (var status in Enum.GetValues<OrderStatus>())
        foreach (var command in Enum.GetValues<OrderCommand>())
        foreach (var role in Enum.GetValues<ActorRole>())
        foreach (var fulfilment in Enum.GetValues<Fulfilment>()) all.Add(status, command, role, fulfilment);
        return all;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public void Every_command_in_every_status_by_every_role_is_decided_as_the_table_says(OrderStatus status, OrderCommand command, ActorRole role, Fulfilment fulfilment) =>
        Assert.Equal(Expected(status, command, role, fulfilment), OrderMachine.Decide(status, command, role, fulfilment));

    [Fact]
    public void Every_transition_of_the_table_is_reached() =>
        Assert.All(Moves.Split('\n').Concat(Repeats.Split('\n')), line => Assert.True(Enum.TryParse<OrderStatus>(line.Split(' ')[0], out _), line));

    [Theory]
    [InlineData(OrderStatus.AwaitingAcceptance, ActorRole.Restaurant, "Accept, Reject")]
    [InlineData(OrderStatus.AwaitingAcceptance, ActorRole.Customer, "Cancel")]
    [InlineData(OrderStatus.Accepted, ActorRole.Customer, "")]
    [InlineData(OrderStatus.Accepted, ActorRole.Restaurant, "Start, Delay, Ready, Cancel")]
    [InlineData(OrderStatus.Ready, ActorRole.Restaurant, "Cancel")]
    [InlineData(OrderStatus.InDelivery, ActorRole.Ops, "Cancel")]
    [InlineData(OrderStatus.Delivered, ActorRole.Ops, "")]
    [InlineData(OrderStatus.Delivered, ActorRole.Customer, "Rate")]
    public void Allowed_actions_are_what_the_machine_lets_pass(OrderStatus status, ActorRole role, string actions) =>
        Assert.Equal(actions, string.Join(", ", OrderMachine.AllowedActions(status, role, Fulfilment.Delivery)));

    [Fact]
    public void Nothing_moves_an_order_that_has_ended()
    {
        OrderStatus[] ended =
        [
            OrderStatus.Delivered, OrderStatus.Collected, OrderStatus.Cancelled, OrderStatus.Rejected, OrderStatus.Expired, OrderStatus.PaymentFailed, OrderStatus.Undelivered, OrderStatus.NoShow,
        ];
        Assert.All(ended, status => Assert.DoesNotContain(Everything(), row => (OrderStatus)row[0] == status
            && OrderMachine.Decide(status, (OrderCommand)row[1], (ActorRole)row[2], (Fulfilment)row[3]).To != status));
    }

    private static Decision Expected(OrderStatus status, OrderCommand command, ActorRole role, Fulfilment fulfilment)
    {
        var marker = fulfilment == Fulfilment.Delivery ? "d" : "p";
        foreach (var words in Lines(Moves))
        {
            if (Matches(words) && (words.Length < 5 || words[4] == marker)) return new Decision(DecisionKind.Move, Enum.Parse<OrderStatus>(words[3]));
        }
        foreach (var words in Lines(Repeats))
        {
            if (Matches(words) && (words.Length < 4 || words[3] == marker)) return new Decision(DecisionKind.AlreadyDone, status);
        }
        return new Decision(DecisionKind.Refuse, status);

        bool Matches(string[] words) => words[0] == status.ToString() && words[1] == command.ToString() && words[2].Contains(char.ToLowerInvariant(role.ToString()[0]));
    }

    private static IEnumerable<string[]> Lines(string table) => table.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
