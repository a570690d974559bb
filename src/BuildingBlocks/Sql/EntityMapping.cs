using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>How entities are stored, in the same form as by statements by hand: enums as camelCase names, lists as text.</summary>
public static class EntityMapping
{
    /// <summary>Maps what every aggregate has: <c>id</c>, and <c>version</c>, which guards it. What it raised is no column.</summary>
    public static void MapAggregate<T>(this EntityTypeBuilder<T> entity) where T : Aggregate
    {
        entity.HasKey(aggregate => aggregate.Id);
        entity.Property(aggregate => aggregate.Id).HasColumnName("id").ValueGeneratedNever();
        entity.Property(aggregate => aggregate.Version).HasColumnName("version").IsConcurrencyToken();
        entity.Ignore(aggregate => aggregate.StoredVersion).Ignore(aggregate => aggregate.Raised).Ignore(aggregate => aggregate.Deadlines);
    }

    /// <summary>A list that is only ever replaced as a whole, stored as short text; its elements have no commas.</summary>
    public static PropertyBuilder<IReadOnlyList<T>> HasCommas<T>(this PropertyBuilder<IReadOnlyList<T>> property)
        where T : IParsable<T> => property.HasConversion<CommaText<T>, SameElements<T>>();
}

/// <summary>A list as text with commas. A class, and not an expression in place, because a compiled model names it.</summary>
public sealed class CommaText<T>()
    : ValueConverter<IReadOnlyList<T>, string>(list => string.Join(',', list), text => CommaText.Split<T>(text)) where T : IParsable<T>;

/// <summary>What the converter calls.</summary>
public static class CommaText
{
    /// <summary>The elements of such a text.</summary>
    public static IReadOnlyList<T> Split<T>(string text) where T : IParsable<T> =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(element => T.Parse(element, CultureInfo.InvariantCulture))];

    /// <summary>A hash of all elements in their order.</summary>
    public static int Hash<T>(IReadOnlyList<T> list) => list.Aggregate(0, HashCode.Combine);
}

/// <summary>Lists are equal when their elements are, in their order.</summary>
public sealed class SameElements<T>() : ValueComparer<IReadOnlyList<T>>(
    (one, other) => one!.SequenceEqual(other!), list => CommaText.Hash(list), list => list);

/// <summary>An enum's value as it is stored and sent: its camelCase name.</summary>
public sealed class WireName<T>()
    : ValueConverter<T, string>(value => value.Wire(), text => EnumText.Parse<T>(text)) where T : struct, Enum;
