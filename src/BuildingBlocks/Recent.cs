namespace FoodDelivery.BuildingBlocks;

/// <summary>
/// Values by key, of which the ones used lately are kept: at least <paramref name="size"/>, at most twice as many. What is not found
/// any more must be found elsewhere. Thread-safe.
/// </summary>
/// <param name="size">How many of the last used are kept in any case.</param>
public sealed class Recent<TKey, TValue>(int size) where TKey : notnull
{
    private readonly Lock gate = new();
    private Dictionary<TKey, TValue> young = [];
    private Dictionary<TKey, TValue> old = [];

    /// <summary>The value, if it is still kept; counts as a use.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        lock (gate)
        {
            if (young.TryGetValue(key, out value!)) return true;
            if (!old.TryGetValue(key, out value!)) return false;
            Keep(key, value);
            return true;
        }
    }

    /// <summary>Keeps a value, in place of the one of the same key.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (gate) Keep(key, value);
    }

    /// <summary>Forgets a value, if there is one.</summary>
    public void Remove(TKey key)
    {
        lock (gate)
        {
            young.Remove(key);
            old.Remove(key);
        }
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        lock (gate)
        {
            young.Clear();
            old.Clear();
        }
    }

    private void Keep(TKey key, TValue value)
    {
        young[key] = value;
        if (young.Count < size) return;
        old = young;
        young = [];
    }
}
