using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.Contracts;
using FoodDelivery.PaymentService.Clients;
using FoodDelivery.PaymentService.Data;
using FoodDelivery.PaymentService.Domain;
using FoodDelivery.PaymentService.Endpoints;
using FoodDelivery.PaymentService.Events;
using FoodDelivery.PaymentService.Operations;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("payment").AddMySql<PaymentStore>();
builder.AddEvents("payment")
    .On<OrderPlacedV1, PlacedHandler>()
    .On<OrderPickedUpV1, ServedHandlers>()
    .On<OrderCollectedV1, ServedHandlers>()
    .On<OrderNoShowV1, ServedHandlers>()
    .On<OrderRejectedV1, EndedHandlers>()
    .On<OrderExpiredV1, EndedHandlers>()
    .On<OrderPaymentFailedV1, EndedHandlers>()
    .On<OrderCancelRequestedV1, EndedHandlers>()
    .On<OrderCourierReleasedV1, EndedHandlers>()
    .On<OrderUndeliveredV1, EndedHandlers>()
    .On<UserErasedV1, ErasureHandler>()
    .Around<PaymentBatch>();
builder.Services.AddPersonalData<PersonalData>();
builder.AddInternalClient<OrderClient>("payment", "order", CallBudget.Milliseconds(attempt: 700, total: 1500));
builder.AddPaymentProvider();
builder.Services.AddIdempotency().AddDeadline<AuthorizeDeadline>(Payment.CallDeadline);
builder.Services.AddSingleton<PaymentStore>().AddSingleton<OperationQueue>().AddSingleton<PaymentMethodStore>();
builder.Services.AddSingleton<WebhookReceipts>().AddSingleton<LedgerReads>().AddSingleton<StuckReads>();
builder.Services.AddSingleton<OperationHandover>().AddTransient<OperationRunner>().AddHostedService<OperationWorker>();
builder.Services.AddBacklog("unknown_payments", LedgerReads.Unknown).AddBacklog("unbalanced_ledger", LedgerReads.Unbalanced)
    .AddBacklog("failed_captures", StuckReads.FailedCaptures).AddBacklog("parked_webhooks", StuckReads.ParkedWebhooks);
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapInternal();
app.MapPersonalData().RequireService("user");
app.MapPayments();
app.MapRefunds();
app.MapPaymentMethods();
app.MapWebhooks();
app.MapOps();
app.MapStuck();
app.MapParkedWebhooks();
await app.RunServiceAsync(args);
