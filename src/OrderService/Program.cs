using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.OrderService;
using FoodDelivery.OrderService.Clients;
using FoodDelivery.OrderService.Data;
using FoodDelivery.OrderService.Endpoints;
using FoodDelivery.OrderService.Events;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("order").AddMySql<OrderStore>();
builder.AddEvents("order")
    .On<PaymentAuthorizedV1, PaymentReports>()
    .On<PaymentFailedV1, PaymentReports>()
    .On<PaymentVoidedV1, PaymentReports>()
    .On<PaymentCapturedV1, PaymentReports>()
    .On<PaymentRefundedV1, PaymentReports>()
    .On<DeliveryPlannedV1, DeliveryReports>()
    .On<DeliverySearchingV1, DeliveryReports>()
    .On<DeliveryAssignedV1, DeliveryReports>()
    .On<DeliveryUnassignedV1, DeliveryReports>()
    .On<DeliveryPickedUpV1, DeliveryReports>()
    .On<DeliveryDeliveredV1, DeliveryReports>()
    .On<DeliveryReturnedV1, DeliveryReports>()
    .On<DeliveryDisposedV1, DeliveryReports>()
    .On<DeliveryCancelledV1, DeliveryReports>();
builder.AddInternalClient<CartClient>("order", "cart", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.AddInternalClient<ProductClient>("order", "product", CallBudget.Milliseconds(attempt: 1000, total: 2000));
builder.AddInternalClient<PaymentClient>("order", "payment", CallBudget.Milliseconds(attempt: 4000, total: 5000));
builder.AddInternalClient<UserClient>("order", "user", CallBudget.Milliseconds(attempt: 500, total: 1000));
builder.Services.AddOptions<OrderOptions>().BindConfiguration("Order")
    .Validate(OrderOptions.IsValid, "Every time span in section Order is more than zero and at most a day, and KitchenAlertAfter is less than KitchenCancelAfter.").ValidateOnStart();
builder.Services.AddSingleton<OrderStore>().AddSingleton<OrderReads>();
builder.Services.AddScoped<PlaceOrder>().AddScoped<OrderCommands>().AddScoped<OrderReports>();
builder.Services.AddIdempotency().AddDeadline<PaymentDeadline>("payment").AddDeadline<AcceptanceDeadline>("acceptance")
    .AddDeadline<KitchenDeadline>("kitchen").AddDeadline<HandoverDeadline>("handover").AddDeadline<CancellingDeadline>("cancelling");
builder.Services.AddBacklog("late_orders", OrderReads.Late);
builder.Services.AddValidation();

// Before the first query: Dapper keeps what it has once learnt about a type.
TypeHandlers.Add(new OrderLinesHandler());

var app = builder.Build();
app.UseServiceDefaults();
app.MapPlacing();
app.MapReading();
app.MapCommands();
app.MapInternal();
await app.RunServiceAsync(args);
