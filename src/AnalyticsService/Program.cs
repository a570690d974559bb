using FoodDelivery.AnalyticsService.Data;
using FoodDelivery.AnalyticsService.Endpoints;
using FoodDelivery.AnalyticsService.Events;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Messaging;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("analytics").AddMySql<ReportReads>();
// Reports may be half a second old.
builder.AddEvents("analytics").OnOrders().OnPayments().OnDeliveries().Around<FactBatch>().Gather(TimeSpan.FromMilliseconds(500));
builder.Services.AddSingleton<ReportReads>();

var app = builder.Build();
app.UseServiceDefaults();
app.MapReports();
await app.RunServiceAsync(args);
