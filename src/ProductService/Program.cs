using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Endpoints;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("product").AddMySql<RestaurantStore>();
builder.AddEvents("product");
builder.Services.AddContext<RestaurantContext>();
builder.Services.AddSingleton<RestaurantStore>();
builder.Services.AddSingleton<RestaurantReads>();
builder.Services.AddSingleton<Catalogue>();
builder.Services.AddSingleton<DemoCity>();
builder.Services.AddHttpContextAccessor();
builder.Services.AddScoped<Editing>();
builder.Services.AddHostedService<CatalogueRefresh>();
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapRestaurants();
app.MapReadMenu();
app.MapCreateRestaurant();
app.MapRestaurantAdministration();
app.MapAvailability();
app.MapMenuEditing();
app.MapPriceCheck();
await app.RunServiceAsync(args);
