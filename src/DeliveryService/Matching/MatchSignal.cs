using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.DeliveryService.Matching;

/// <summary>Wakes the matcher when a delivery began to search or a driver became free.</summary>
public sealed class MatchSignal : WakeSignal;
