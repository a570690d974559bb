using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Endpoints;
using FoodDelivery.AnalyticsService.Events;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.Contracts;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("analytics").AddMySql<ReportReads>();
// Reports may be half a second old.
builder.AddEvents("analytics").OnOrders().OnPayments().OnDeliveries().On<UserErasedV1, ErasureHandler>()
    .Around<FactBatch>().Gather(TimeSpan.FromMilliseconds(500));
builder.Services.AddSingleton<ReportReads>();
builder.Services.AddPersonalData<PersonalData>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapReports();
app.MapPersonalData().RequireService("user");
await app.RunServiceAsync(args);
