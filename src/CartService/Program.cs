using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.CartService.Clients;
using FoodDelivery.CartService.Data;
using FoodDelivery.CartService.Domain;
using FoodDelivery.CartService.Endpoints;
using FoodDelivery.CartService.Events;
using FoodDelivery.Contracts;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("cart").AddRedis();
// Whoever looks into the cart again is not back from the order within a tenth of a second.
builder.AddEvents("cart").OnDirect<OrderSubmittedV1, OrderSubmittedHandler>().OnDirect<UserErasedV1, UserErasedHandler>()
    .Gather(TimeSpan.FromMilliseconds(100));
builder.AddInternalClient<ProductClient>("cart", "product", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.AddInternalClient<UserClient>("cart", "user", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.Services.AddOptions<PricingOptions>().BindConfiguration("Pricing").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<QuoteLimits>().BindConfiguration("Quotes").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddOptions<GeocoderOptions>().BindConfiguration("Geocoder").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<IGeocoder, Gazetteer>();
builder.Services.AddSingleton<CartStore>();
builder.Services.AddSingleton<QuoteStore>();
builder.Services.AddSingleton<IPersonalData, PersonalData>();
builder.Services.AddSingleton<IErasures, ErasureLog>();
builder.Services.AddScoped<Quoting>();
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapCart();
app.MapQuotes();
app.MapPersonalData().RequireService("user");
await app.RunServiceAsync(args);
