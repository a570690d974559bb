using FoodDelivery.PaymentSimulator;
using FoodDelivery.PaymentSimulator.Data;
using FoodDelivery.PaymentSimulator.Endpoints;
using Microsoft.Extensions.Options;

try
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddSimulator();

    var app = builder.Build();
    app.Services.GetRequiredService<Ledger>(); // replays the file now: a damaged ledger must stop the start, not the first request

    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.MapHealth();

    var v1 = app.MapGroup("/v1").AddEndpointFilter<ApiKeyFilter>();
    v1.MapMovements();
    v1.MapLookups();
    v1.MapWebhookControl();

    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception e) when (e is OptionsValidationException or InvalidDataException)
{
    await Console.Error.WriteLineAsync($"PaymentSimulator cannot start: {e.Message}");
    return 1;
}
