using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Domain;
using FoodDelivery.OrderService.Endpoints;
using FoodDelivery.OrderService.Events;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("order").AddMySql<OrderStore>();
builder.AddEvents("order")
    .On<PaymentAuthorizedV1, ReportHandlers>()
    .On<PaymentFailedV1, ReportHandlers>()
    .On<PaymentVoidedV1, ReportHandlers>()
    .On<PaymentCapturedV1, ReportHandlers>()
    .On<PaymentCaptureFailedV1, ReportHandlers>()
    .On<PaymentRefundedV1, ReportHandlers>()
    .On<DeliveryPlannedV1, ReportHandlers>()
    .On<DeliverySearchingV1, ReportHandlers>()
    .On<DeliveryAssignedV1, ReportHandlers>()
    .On<DeliveryUnassignedV1, ReportHandlers>()
    .On<DeliveryTransferredV1, ReportHandlers>()
    .On<DeliveryPickedUpV1, ReportHandlers>()
    .On<DeliveryDeliveredV1, ReportHandlers>()
    .On<DeliveryReturnedV1, ReportHandlers>()
    .On<DeliveryDisposedV1, ReportHandlers>()
    .On<DeliveryCancelledV1, ReportHandlers>()
    .On<UserErasedV1, ErasureHandler>()
    .Around<OrderBatch>();
builder.Services.AddPersonalData<PersonalData>();
builder.AddInternalClient<CartClient>("order", "cart", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.AddInternalClient<ProductClient>("order", "product", CallBudget.Milliseconds(attempt: 1000, total: 2000));
builder.AddInternalClient<PaymentClient>("order", "payment", CallBudget.Milliseconds(attempt: 4000, total: 5000));
builder.AddInternalClient<DeliveryClient>("order", "delivery", CallBudget.Milliseconds(attempt: 1000, total: 2000));
builder.AddInternalClient<UserClient>("order", "user", CallBudget.Milliseconds(attempt: 500, total: 1000));
builder.Services.AddOptions<OrderOptions>().BindConfiguration("Order")
    .Validate(OrderOptions.IsValid, OrderOptions.Rule).ValidateOnStart();
builder.Services.AddSingleton<OrderStore>().AddSingleton<OrderReads>().AddSingleton<OpsReads>()
    .AddSingleton<StuckOrders>().AddSingleton<MessageStore>();
builder.Services.AddSingleton<PlacingLimit>().AddScoped<PlaceOrder>().AddScoped<OrderCommands>();
builder.Services.AddIdempotency().AddDeadline<PaymentDeadline>("payment").AddDeadline<AcceptanceDeadline>("acceptance")
    .AddDeadline<KitchenDeadline>("kitchen").AddDeadline<HandoverDeadline>("handover").AddDeadline<CancellingDeadline>("cancelling")
    .AddDeadline<CourierDeadline>(Order.CourierDeadline).AddDeadline<ReminderDeadline>(Order.ReminderDeadline);
builder.Services.AddSingleton<AddressEraser>()
    .AddHostedService(services => services.GetRequiredService<AddressEraser>());
builder.Services.AddRetention(new Retention("order_messages", "at", TimeSpan.FromDays(30)));
builder.Services.AddBacklog("late_orders", OrderReads.Late);
foreach (var (kind, sql) in StuckOrders.Counts(builder.Configuration.GetSection("Order").Get<OrderOptions>() ?? new OrderOptions()))
{
    builder.Services.AddBacklog(kind, sql);
}
builder.Services.AddValidation();

// Before the first query: Dapper keeps what it has once learnt about a type.
TypeHandlers.Add(new OrderLinesHandler());

var app = builder.Build();
app.UseServiceDefaults();
app.MapPlaceOrder();
app.MapReading();
app.MapCommands();
app.MapMessages();
app.MapOrdersForOps();
app.MapStuck();
app.MapInternal();
app.MapPersonalData().RequireService("user");
await app.RunServiceAsync(args);
