using FoodDelivery.BuildingBlocks;

namespace FoodDelivery.PaymentService.Operations;

/// <summary>Wakes the worker of this process when an operation was queued.</summary>
public sealed class OperationSignal : WakeSignal;
