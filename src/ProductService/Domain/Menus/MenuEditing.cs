using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.ProductService.Domain;

/// <summary>Changes of single parts of a menu; each returns the whole new menu, and refuses when the part is not there.</summary>
public static class MenuEditing
{
    public static Menu AddCategory(this Menu menu, MenuCategory category) => new([.. menu.Categories, category]);

    public static Menu ChangeCategory(this Menu menu, Guid categoryId, string? name, int? position)
    {
        var category = menu.Category(categoryId);
        var index = position is { } wanted ? Math.Min(wanted, menu.Categories.Count - 1) : menu.Categories.ToList().IndexOf(category);
        var categories = menu.Categories.Where(other => other.Id != categoryId).ToList();
        categories.Insert(index, category with { Name = name ?? category.Name });
        return new Menu(categories);
    }

    public static Menu RemoveCategory(this Menu menu, Guid categoryId) => menu.Category(categoryId).Items.Count == 0
        ? new Menu([.. menu.Categories.Where(category => category.Id != categoryId)])
        : throw new RefusedException("category_not_empty", "Remove or move the category's items first.");

    public static Menu AddItem(this Menu menu, Guid categoryId, MenuItem item)
    {
        var target = menu.Category(categoryId);
        var longer = target with { Items = [.. target.Items, item] };
        return new Menu([.. menu.Categories.Select(category => category == target ? longer : category)]);
    }

    /// <param name="categoryId">Moves the item to the end of this category; null leaves it where it is.</param>
    public static Menu ChangeItem(this Menu menu, Guid itemId, Func<MenuItem, MenuItem> change, Guid? categoryId)
    {
        var changed = change(menu.Item(itemId));
        return categoryId is { } target
            ? menu.RemoveItem(itemId).AddItem(target, changed)
            : menu.WithItems(items => items.Select(item => item.Id == itemId ? changed : item));
    }

    public static Menu RemoveItem(this Menu menu, Guid itemId)
    {
        var removed = menu.Item(itemId);
        return menu.WithItems(items => items.Where(item => item != removed));
    }

    private static Menu WithItems(this Menu menu, Func<IEnumerable<MenuItem>, IEnumerable<MenuItem>> change) =>
        new([.. menu.Categories.Select(category => category with { Items = [.. change(category.Items)] })]);

    private static MenuCategory Category(this Menu menu, Guid categoryId) =>
        menu.Categories.FirstOrDefault(category => category.Id == categoryId) ?? throw Refused.NotFound("The category");

    private static MenuItem Item(this Menu menu, Guid itemId) => menu.FindItem(itemId) ?? throw Refused.NotFound("The item");
}
