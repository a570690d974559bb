using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.DeliveryService.Clients;
using FoodDelivery.DeliveryService.Data;
using FoodDelivery.DeliveryService.Domain;
using FoodDelivery.DeliveryService.Endpoints;
using FoodDelivery.DeliveryService.Events;
using FoodDelivery.DeliveryService.Matching;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("delivery").AddMySql<DeliveryStore>().AddRedis();
builder.AddEvents("delivery").Around<DeliveryBatch>()
    .On<DriverApprovedV1, DriverHandlers>()
    .On<DriverSuspendedV1, DriverHandlers>()
    .On<OrderAcceptedV1, OrderHandlers>()
    .On<OrderReadyV1, OrderHandlers>()
    .On<OrderDelayedV1, OrderHandlers>()
    .On<OrderCancelRequestedV1, OrderHandlers>()
    .On<OrderCancelledV1, OrderHandlers>()
    .On<OrderRejectedV1, OrderHandlers>()
    .On<OrderExpiredV1, OrderHandlers>()
    .On<OrderRatedV1, RatingHandler>()
    .On<UserErasedV1, ErasureHandler>();
builder.Services.AddPersonalData<PersonalData>();
// Longer than Order itself waits for User, and no longer than it must be: the deadline that asks keeps the other deadlines waiting.
builder.AddInternalClient<OrderClient>("delivery", "order", CallBudget.Milliseconds(attempt: 1500, total: 2500));
builder.Services.AddOptions<DeliveryOptions>().BindConfiguration("Delivery")
    .Validate(DeliveryOptions.IsValid,
        "In section Delivery every limit is more than zero and at most a day, every estimate and payment zero or more.")
    .ValidateOnStart();
builder.Services.AddRetention(new Retention("offers", "closed_at", TimeSpan.FromDays(30)));
builder.Services.AddBacklog("deliveries", DeliveryReads.UnderWay).AddBacklog("helpCalls", DeliveryReads.HelpCalls);
builder.Services.AddSingleton<DeliveryStore>().AddSingleton<DeliveryReads>().AddSingleton<DropoffStore>()
    .AddSingleton<OfferStore>().AddSingleton<DriverStore>().AddSingleton<PositionStore>().AddSingleton<JumpStore>();
builder.Services.AddScoped<DeliveryReader>().AddScoped<DeliveryCommands>().AddScoped<HandOver>().AddScoped<PickUpOrder>()
    .AddScoped<AnswerOffer>();
builder.Services.AddDeadline<StatusDeadline>(Delivery.StatusDeadline).AddDeadline<DropoffDeadline>(Delivery.DropoffDeadline);
builder.Services.AddSingleton<MatchSignal>().AddSingleton<Matcher>().AddHostedService<MatchingWorker>();
builder.Services.AddSingleton<PositionEraser>().AddHostedService(services => services.GetRequiredService<PositionEraser>());
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDrivers();
app.MapDeliveries();
app.MapOps();
app.MapInternal();
app.MapPersonalData().RequireService("user");
await app.RunServiceAsync(args);
