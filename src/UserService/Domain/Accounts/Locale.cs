namespace FoodDelivery.UserService.Domain;

/// <summary>A language in which people are written to.</summary>
public enum Locale { En, De }
