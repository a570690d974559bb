using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Channels;
using FoodDelivery.NotificationService.Domain;
using FoodDelivery.NotificationService.Events;
using FoodDelivery.TestKit;

namespace FoodDelivery.NotificationService.Tests.Channels;

public sealed class Texts
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);
    private readonly Templates templates = new();

    [Fact]
    public void Every_message_has_a_text_in_every_language_and_no_language_has_another()
    {
        foreach (var language in Templates.Languages)
        {
            var texts = Json(language);
            Assert.Equal(ChannelTable.Choices.Keys.Concat(ChannelTable.OnScreenOnly).Order(), texts["messages"]!.AsObject().Select(message => message.Key).Order());
            Assert.All(texts["messages"]!.AsObject(), message =>
            {
                Assert.NotEmpty(message.Value!.Text("title"));
                Assert.NotEmpty(message.Value!.Text("text"));
            });
        }
    }

    [Fact]
    public void The_languages_say_the_same()
    {
        var english = Json("en");
        foreach (var language in Templates.Languages.Skip(1))
        {
            var other = Json(language);
            foreach (var part in new[] { "labels", "reasons", "format" })
            {
                Assert.Equal(english[part]!.AsObject().Select(each => each.Key).Order(), other[part]!.AsObject().Select(each => each.Key).Order());
            }
            Assert.All(english["messages"]!.AsObject(), message => Assert.Equal(Values(message.Value!), Values(other["messages"]![message.Key]!)));
        }
    }

    [Fact]
    public void A_text_is_whole_whatever_is_known()
    {
        var all = new TextValues("K7P2QX", "Trattoria", new Money(1250, "EUR"), 3, At, At, "Europe/Berlin", ["Pizza"], "noAnswer");
        foreach (var (template, language) in ChannelTable.Choices.Keys.Concat(ChannelTable.OnScreenOnly).SelectMany(key => Templates.Languages.Select(language => (key, language))))
        {
            // Amounts and counts are always known where they are named; everything else may be missing.
            foreach (var values in new[] { all, new TextValues(Amount: all.Amount, Count: all.Count) })
            {
                var text = templates.Render(language, template, values, null);
                foreach (var line in new[] { text.Title, text.Text })
                {
                    Assert.DoesNotMatch(@"[{}\[\]]|  | [.,:]|\(\)", line);
                    Assert.Equal(line.Trim(' '), line);
                }
            }
        }
    }

    [Fact]
    public void Times_are_those_of_the_restaurant_and_without_a_place_none_is_told()
    {
        var values = new TextValues("K7P2QX", Amount: new Money(123450, "EUR"), Count: 2, Time: At);
        Assert.Equal("Lines: 2, €1234.50. Please answer by 00:30.", templates.Render("en", "order_submitted", values with { TimeZone = "Europe/Berlin" }, null).Text);
        Assert.Equal("Positionen: 2, 1234,50 €. Bitte antworte bis 18:30 Uhr.", templates.Render("de", "order_submitted", values with { TimeZone = "America/New_York" }, null).Text);
        Assert.Equal("Lines: 2, €1234.50.", templates.Render("en", "order_submitted", values, null).Text);
        Assert.Equal("Deine Bestellung wurde zugestellt: 2. Juli 2026, 00:30 Uhr. Guten Appetit!",
            templates.Render("de", "order_delivered", new TextValues(At: At), new OrderFacts(default, TimeZone: "Europe/Berlin")).Text);
    }

    [Fact]
    public void Who_speaks_another_language_is_written_to_in_English() =>
        Assert.Equal("Delivered", templates.Render("fr", "order_delivered", new TextValues(), null).Title);

    [Fact]
    public void What_people_have_called_their_things_is_no_html_in_a_mail()
    {
        var zero = new Money(0, "EUR");
        var receipt = new Receipt([new ReceiptLine(2, "<b>Pizza</b> & co", new Money(2000, "EUR"))], new Money(2000, "EUR"), zero, zero, zero, zero, new Money(100, "EUR"), new Money(1900, "EUR"));
        var mail = templates.Mail("en", "order_delivered", new TextValues(), new OrderFacts(default, "K7P2QX", receipt, "<i>T</i>"), "<script>", "https://food.test");
        Assert.Contains("&lt;b&gt;Pizza&lt;/b&gt; &amp; co", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script>|<b>|<i>", mail.Html);
        Assert.Contains("2 × <b>Pizza</b> & co  €20.00\nSubtotal  €20.00\nDiscount  -€1.00\nTotal  €19.00\n", mail.Plain, StringComparison.Ordinal);
        Assert.DoesNotContain("Tip", mail.Plain, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_text_that_an_event_brings_about_has_its_place_in_the_table()
    {
        var golden = Directory.GetFiles(Path.Combine(TestEnvironment.RepositoryRoot, "tests/Contracts.Tests/Golden"), "*.json").Select(file => EventSerializer.Parse(File.ReadAllBytes(file)));
        var told = golden.Select(e => (Event: e, Subscription: Subscriptions.Find(e))).Where(e => e.Subscription is not null)
            .SelectMany(e => e.Subscription!.Announce(e.Event, Guid.NewGuid())).ToList();
        Assert.True(told.Count > 60);
        // What is on screen can be said in every language, too.
        Assert.All(told.Select(one => one.Data).OfType<NotificationData>().Where(one => one.Values is not null),
            one => Assert.NotEqual(one.Title, templates.Render("de", one).Title));
        Assert.All(told.Where(one => one.Outside is not null), one => Assert.Contains(one.Outside!.Template, ChannelTable.Choices.Keys));
        Assert.All(told.Where(one => one.Name is StreamEventNames.Notification or StreamEventNames.OfferCreated),
            one => Assert.Equal((one.Data as NotificationData)?.Template is { } template && ChannelTable.OnScreenOnly.Contains(template), one.Outside is null));
    }

    private static IEnumerable<string> Values(JsonNode message) =>
        Regex.Matches(message.Text("title") + message.Text("text"), @"\{\w+\}").Select(match => match.Value).Distinct().Order();

    private static JsonNode Json(string language) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(TestEnvironment.RepositoryRoot, $"src/NotificationService/Channels/Texts/{language}.json")))!;
}
