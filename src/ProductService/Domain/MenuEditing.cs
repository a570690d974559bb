namespace FoodDelivery.ProductService.Domain;

/// <summary>Changes of single parts of a menu; each returns the whole new menu.</summary>
public static class MenuEditing
{
    public static MenuCategory? FindCategory(this Menu menu, Guid categoryId) => menu.Categories.FirstOrDefault(category => category.Id == categoryId);

    public static Menu AddCategory(this Menu menu, MenuCategory category) => new([.. menu.Categories, category]);

    public static Menu ChangeCategory(this Menu menu, MenuCategory category, string? name, int? position)
    {
        var index = position is { } wanted ? Math.Min(wanted, menu.Categories.Count - 1) : menu.Categories.ToList().FindIndex(other => other.Id == category.Id);
        var categories = menu.Categories.Where(other => other.Id != category.Id).ToList();
        categories.Insert(index, category with { Name = name ?? category.Name });
        return new Menu(categories);
    }

    public static Menu RemoveCategory(this Menu menu, Guid categoryId) => new([.. menu.Categories.Where(category => category.Id != categoryId)]);

    public static Menu AddItem(this Menu menu, Guid categoryId, MenuItem item) =>
        new([.. menu.Categories.Select(category => category.Id == categoryId ? category with { Items = [.. category.Items, item] } : category)]);

    public static Menu ChangeItem(this Menu menu, MenuItem item) =>
        new([.. menu.Categories.Select(category => category with { Items = [.. category.Items.Select(other => other.Id == item.Id ? item : other)] })]);

    public static Menu RemoveItem(this Menu menu, Guid itemId) =>
        new([.. menu.Categories.Select(category => category with { Items = [.. category.Items.Where(item => item.Id != itemId)] })]);
}
