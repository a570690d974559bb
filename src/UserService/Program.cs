using FoodDelivery.BuildingBlocks.Hosting;
using FoodDelivery.BuildingBlocks.Http;
using FoodDelivery.BuildingBlocks.Messaging;
using FoodDelivery.BuildingBlocks.People;
using FoodDelivery.BuildingBlocks.Sql;
using FoodDelivery.UserService.Clients;
using FoodDelivery.UserService.Commands;
using FoodDelivery.UserService.Data;
using FoodDelivery.UserService.Endpoints;
using FoodDelivery.UserService.Security;
using FoodDelivery.UserService.Seeding;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults("user").AddMySql<UserContext>().AddOwnTokenValidation();
builder.Services.AddContext<UserContext>().AddSingleton<AccountStore>().AddSingleton<AccountReads>().AddSingleton<AddressStore>();
builder.Services.AddSingleton<LoginStore>().AddSingleton<SessionStore>().AddSingleton<KeyStore>();
builder.Services.AddSingleton<LinkStore>().AddSingleton<LinkActions>().AddSingleton<OpsAccounts>().AddSingleton<StaffStore>();
// Long enough that a mail which is late still learns that its link has expired, and the limits by address still see it.
builder.Services.AddRetention(new Retention("links", "expires_at", TimeSpan.FromDays(7)));
builder.Services.AddSingleton<PasswordHashing>().AddSingleton<Login>().AddSingleton<AccessTokens>().AddSingleton<ServiceClients>();
builder.Services.AddSingleton<KeyProtector>().AddSingleton<SigningKeys>();
builder.Services.AddHostedService<SigningKeysAtStart>().AddHostedService<DemoSeeder>();
builder.AddEvents("user");
builder.Services.AddPersonalData<PersonalData>().AddSingleton<ErasureReads>().AddSingleton<ExportLimits>();
builder.Services.AddSingleton<IServiceTokens, OwnServiceTokens>().AddSingleton<PeopleClient>();
builder.AddInternalClient("user", "product", PeopleClient.Budget);
builder.AddInternalClient("user", "cart", PeopleClient.Budget);
builder.AddInternalClient("user", "order", PeopleClient.Budget);
builder.AddInternalClient("user", "payment", PeopleClient.Budget);
builder.AddInternalClient("user", "delivery", PeopleClient.Budget);
builder.AddInternalClient("user", "notification", PeopleClient.Budget);
builder.AddInternalClient("user", "analytics", PeopleClient.Budget);
builder.Services.AddValidation();

var app = builder.Build();
app.UseServiceDefaults();
app.MapAuth();
app.MapLinks();
app.MapInvites();
app.MapProfile();
app.MapSessions();
app.MapPeople();
app.MapErasures();
app.MapAddresses();
app.MapDrivers();
app.MapAccounts();
app.MapKeyRotation();
app.MapStaff();
app.MapKeys();
app.MapInternal();
app.MapStaffInternal();
if (args is [CreateOps.Name, .. var options])
{
    return await CreateOps.RunAsync(app.Services, options, Console.In, Console.Out, CancellationToken.None);
}
await app.RunServiceAsync(args);
return 0;
