using FoodDelivery.BuildingBlocks;
using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.NotificationService.Clients;
using FoodDelivery.NotificationService.Data;
using FoodDelivery.NotificationService.Endpoints;
using FoodDelivery.NotificationService.Events;
using FoodDelivery.NotificationService.Streams;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("notification").AddMySql<NotificationStore>().AddRedis();
builder.AddEvents("notification").OnAnnounced().OnPositions();
builder.Services.AddOptions<StreamOptions>().BindConfiguration("Streams").ValidateDataAnnotations().ValidateOnStart();
builder.Services.AddSingleton<NotificationStore>();
builder.Services.AddSingleton<StreamReads>();
builder.Services.AddStreams();
builder.AddInternalClient<UserClient>("notification", "user", CallBudget.Milliseconds(attempt: 1000, total: 2500));
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapNotifications();
app.MapStreams();
await app.RunServiceAsync(args);
