using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.Contracts;
using FoodDelivery.NotificationService.Domain;
using Microsoft.Net.Http.Headers;

namespace FoodDelivery.NotificationService.Channels;

/// <summary>A message in somebody's language.</summary>
internal sealed record Rendered(string Title, string Text);

/// <summary>A mail in somebody's language.</summary>
internal sealed record RenderedMail(string Subject, string Plain, string Html);

/// <summary>
/// Texts by language (Texts/). A text names its values in braces; what stands in double brackets is left out when a value in it is not
/// known.
/// </summary>
internal sealed partial class Templates
{
    public const string Fallback = "en";

    public static readonly IReadOnlyList<string> Languages = [Fallback, "de"];

    private readonly Dictionary<string, Language> languages = Languages.ToDictionary(name => name, Load);

    /// <summary>The language that a reader likes best of those that there are (RFC 9110, 12.5.4).</summary>
    public static string Preferred(IEnumerable<StringWithQualityHeaderValue> accepted) =>
        accepted.Where(one => one.Quality is null or > 0).OrderByDescending(one => one.Quality ?? 1)
            .Select(one => one.Value.Value?.Split('-')[0])
            .Select(wish => Languages.FirstOrDefault(language => language.Equals(wish, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(language => language is not null) ?? Fallback;

    /// <summary>
    /// Title and text of a message as it is stored, in English, or in another language where it is known what it is made of.
    /// </summary>
    public Rendered Render(string locale, NotificationData message) =>
        locale != Fallback && message.Values is { } values && (message.Wording ?? message.Template) is var name
            && Of(locale).Messages.ContainsKey(name)
            ? Render(locale, name, values, null)
            : new Rendered(message.Title, message.Text);

    /// <summary>Title and text, for a push.</summary>
    public Rendered Render(string locale, string template, TextValues values, OrderFacts? facts)
    {
        var language = Of(locale);
        var message = language.Messages[template];
        var known = Values(language, values, facts);
        return new Rendered(Fill(message.Title, known), Fill(message.Text, known));
    }

    /// <summary>A mail in both forms.</summary>
    /// <param name="name">Who is greeted; empty when that is not known.</param>
    /// <param name="link">Where it leads; null for nowhere.</param>
    public RenderedMail Mail(
        string locale, string template, TextValues values, OrderFacts? facts, string name, string publicUrl, string? link = null,
        TimeSpan? goodFor = null)
    {
        var language = Of(locale);
        var message = language.Messages[template];
        var known = Values(language, values, facts);
        known["name"] = name.Length == 0 ? null : name;
        known["link"] = link;
        known["url"] = publicUrl;
        known["hours"] = goodFor is { } time ? Math.Max(1, Math.Floor(time.TotalHours)).ToString(CultureInfo.InvariantCulture) : null;

        var (subject, greeting) = (Fill(message.Title, known), Fill(language.Labels["greeting"], known));
        List<string> paragraphs = [greeting, .. Fill(message.Text, known).Split('\n')];
        if (link is not null && goodFor is not null) paragraphs.Add(Fill(language.Labels["expires"], known));
        var receipt = ChannelTable.Choices[template].Receipt && facts?.Receipt is { } ordered ? Lines(language, ordered) : [];
        var footer = Fill(language.Labels["footer"], known);
        return new RenderedMail(subject, Plain(paragraphs, receipt, footer), Html(locale, subject, paragraphs, receipt, footer, link));
    }

    private Language Of(string locale) => languages.GetValueOrDefault(locale) ?? languages[Fallback];

    private static Dictionary<string, string?> Values(Language language, TextValues values, OrderFacts? facts)
    {
        var zone = (values.TimeZone ?? facts?.TimeZone) is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)
            ? found
            : null;
        return new Dictionary<string, string?>
        {
            ["code"] = values.Code ?? facts?.Code,
            ["restaurant"] = values.Restaurant ?? facts?.RestaurantName,
            ["amount"] = values.Amount is { } amount ? language.Money(amount) : null,
            ["count"] = values.Count?.ToString(CultureInfo.InvariantCulture),
            ["time"] = values.Time is { } time && zone is not null ? Clock(time, zone) : null,
            ["at"] = values.At is { } at && zone is not null ? language.Moment(TimeZoneInfo.ConvertTime(at, zone)) : null,
            ["items"] = values.Items is { Count: > 0 } items ? string.Join(", ", items) : null,
            ["reason"] = values.Reason is { } reason ? language.Reasons.GetValueOrDefault(reason, reason) : null,
        };
    }

    // People read the clock on the restaurant's wall; without knowing where it hangs no time is told.
    private static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Fill(string text, Dictionary<string, string?> values)
    {
        var whole = Optional().Replace(text, match =>
            Placeholder().Matches(match.Groups[1].Value).All(name => values.GetValueOrDefault(name.Groups[1].Value) is not null)
                ? match.Groups[1].Value
                : "");
        return Placeholder().Replace(whole, match => values.GetValueOrDefault(match.Groups[1].Value) ?? "");
    }

    private static List<(string Label, string Amount)> Lines(Language language, Receipt receipt)
    {
        List<(string, string)> lines = [.. receipt.Lines.Select(line => ($"{line.Quantity} × {line.Name}", language.Money(line.Total)))];
        lines.Add((language.Labels["subtotal"], language.Money(receipt.Subtotal)));
        foreach (var (label, amount) in new[]
        {
            ("deliveryFee", receipt.DeliveryFee), ("serviceFee", receipt.ServiceFee), ("tax", receipt.Tax), ("tip", receipt.Tip),
        })
        {
            if (amount.Amount != 0) lines.Add((language.Labels[label], language.Money(amount)));
        }
        if (receipt.Discount.Amount != 0)
        {
            lines.Add((language.Labels["discount"], language.Money(receipt.Discount with { Amount = -Math.Abs(receipt.Discount.Amount) })));
        }
        lines.Add((language.Labels["total"], language.Money(receipt.Total)));
        return lines;
    }

    private static string Plain(List<string> paragraphs, List<(string Label, string Amount)> receipt, string footer)
    {
        var text = new StringBuilder();
        foreach (var paragraph in paragraphs) text.Append(paragraph).Append("\n\n");
        foreach (var (label, amount) in receipt) text.Append(label).Append("  ").Append(amount).Append('\n');
        if (receipt.Count > 0) text.Append('\n');
        return text.Append("-- \n").Append(footer).Append('\n').ToString();
    }

    private static string Html(
        string locale, string title, List<string> paragraphs, List<(string Label, string Amount)> receipt, string footer, string? link)
    {
        var language = Languages.Contains(locale) ? locale : Fallback;
        var html = new StringBuilder($"""
            <!doctype html>
            <html lang="{language}"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(title)}</title></head>
            <body style="font-family:sans-serif;max-width:36em;margin:2em auto;padding:0 1em">
            <h1 style="font-size:1.3em">{WebUtility.HtmlEncode(title)}</h1>

            """);
        foreach (var paragraph in paragraphs)
        {
            var encoded = WebUtility.HtmlEncode(paragraph);
            html.Append(paragraph == link ? $"<p><a href=\"{encoded}\">{encoded}</a></p>\n" : $"<p>{encoded}</p>\n");
        }
        if (receipt.Count > 0)
        {
            html.Append("<table>\n");
            foreach (var (label, amount) in receipt)
            {
                html.Append(CultureInfo.InvariantCulture,
                    $"<tr><td>{WebUtility.HtmlEncode(label)}</td><td align=\"right\">{WebUtility.HtmlEncode(amount)}</td></tr>\n");
            }
            html.Append("</table>\n");
        }
        html.Append(CultureInfo.InvariantCulture, $"<p><small>{WebUtility.HtmlEncode(footer)}</small></p>\n</body></html>\n");
        return html.ToString();
    }

    private static Language Load(string name)
    {
        using var stream = typeof(Templates).Assembly.GetManifestResourceStream($"Texts.{name}")
            ?? throw new InvalidOperationException($"No texts in {name}.");
        return JsonSerializer.Deserialize<Language>(stream, JsonDefaults.Tolerant)!;
    }

    [GeneratedRegex(@"\[\[(.*?)\]\]")]
    private static partial Regex Optional();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Placeholder();

    internal sealed record Language(
        Format Format, Dictionary<string, string> Labels, Dictionary<string, string> Reasons, Dictionary<string, Message> Messages)
    {
        public string Money(Money money)
        {
            var amount = (Math.Abs(money.Amount) / 100m).ToString("0.00", CultureInfo.InvariantCulture)
                .Replace(".", Format.Decimal, StringComparison.Ordinal);
            var symbol = money.Currency switch { "EUR" => "€", "USD" => "$", "GBP" => "£", var code => code };
            return (money.Amount < 0 ? "-" : "")
                + Fill(Format.Money, new Dictionary<string, string?> { ["amount"] = amount, ["symbol"] = symbol });
        }

        public string Moment(DateTimeOffset at) => Fill(Format.Moment, new Dictionary<string, string?>
        {
            ["day"] = at.Day.ToString(CultureInfo.InvariantCulture), ["month"] = Format.Months[at.Month - 1],
            ["year"] = at.Year.ToString(CultureInfo.InvariantCulture), ["time"] = at.ToString("HH:mm", CultureInfo.InvariantCulture),
        });
    }

    internal sealed record Format(string Decimal, string Money, string Moment, IReadOnlyList<string> Months);

    internal sealed record Message(string Title, string Text);
}
