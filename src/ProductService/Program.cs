using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.ProductService;
using FoodDelivery.ProductService.Clients;
using FoodDelivery.ProductService.Data;
using FoodDelivery.ProductService.Domain;
using FoodDelivery.ProductService.Endpoints;
using FoodDelivery.ProductService.Events;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("product").AddMySql<RestaurantStore>();
builder.AddEvents("product").On<OrderExpiredV1, SilenceHandler>().On<OrderRatedV1, RatingHandler>()
    .On<UserErasedV1, ErasureHandler>().Gather(TimeSpan.FromMilliseconds(500));
builder.Services.AddPersonalData<PersonalData>();
builder.Services.AddOptions<ProductOptions>().BindConfiguration("Product")
    .Validate(ProductOptions.IsValid, ProductOptions.Rule).ValidateOnStart();
builder.Services.AddContext<RestaurantContext>();
builder.Services.AddSingleton<RestaurantStore>();
builder.Services.AddSingleton<RestaurantReads>();
builder.Services.AddSingleton<Catalogue>();
builder.Services.AddSingleton<DemoCity>();
builder.AddInternalClient<UserClient>("product", "user", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.Services.AddSingleton<ApplicationStore>();
builder.Services.AddDeadline<OwnerOfApproved>(ApplicationStore.MakeOwner);
builder.Services.AddDeadline<Reopening>(Restaurant.Reopens);
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
app.MapStaff();
app.MapOpsRestaurants();
app.MapApplications();
app.MapPersonalData().RequireService("user");
await app.RunServiceAsync(args);
