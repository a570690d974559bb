using System.Diagnostics.CodeAnalysis;

namespace FoodDelivery.ProductService.Data;

/// <summary>Fills the catalogue before the first request and keeps it at most a second behind changes made by other replicas.</summary>
[SuppressMessage("Design", "CA1031", Justification = "The loop outlives any single failure; each is logged and retried.")]
public sealed class CatalogueRefresh(Catalogue catalogue, DemoCity demoCity, ILogger<CatalogueRefresh> log) : BackgroundService
{
    private const int RoundsBetweenFullReads = 60;

    // A change becomes visible when it commits, up to a statement's time limit after its changed_at.
    private const int LookBackSeconds = 15;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await demoCity.SeedAsync(cancellationToken);
        await catalogue.RefreshAsync(null, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var missedAny = false;
        for (var round = 1; await timer.WaitForNextTickAsync(stoppingToken); round++)
        {
            try
            {
                var full = missedAny || round % RoundsBetweenFullReads == 0;
                await catalogue.RefreshAsync(full ? null : LookBackSeconds, stoppingToken);
                if (missedAny) log.LogInformation("The catalogue is current again");
                missedAny = false;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!missedAny) log.LogWarning("The catalogue could not be refreshed and may be out of date: {Error}", e.Message);
                missedAny = true;
            }
        }
    }
}
