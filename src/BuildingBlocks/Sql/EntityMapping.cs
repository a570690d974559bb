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

    /// <summary>A list that is only ever replaced as a whole, stored as short text with commas.</summary>
    /// <param name="parse">An element from its text; elements must have no commas.</param>
    public static PropertyBuilder<IReadOnlyList<T>> HasCommas<T>(
        this PropertyBuilder<IReadOnlyList<T>> property, Func<string, T> parse) where T : notnull => property.HasConversion(
            list => string.Join(',', list),
            text => text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(parse).ToArray(),
            new ValueComparer<IReadOnlyList<T>>(
                (one, other) => one!.SequenceEqual(other!),
                list => list.Aggregate(0, (hash, element) => HashCode.Combine(hash, element)),
                list => list));
}

/// <summary>An enum's value as it is stored and sent: its camelCase name.</summary>
public sealed class WireName<T>()
    : ValueConverter<T, string>(value => value.Wire(), text => EnumText.Parse<T>(text)) where T : struct, Enum;
