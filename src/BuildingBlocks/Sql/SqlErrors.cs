using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace FoodDelivery.BuildingBlocks.Sql;

/// <summary>What a driver exception means for the caller.</summary>
public static class SqlErrors
{
    /// <summary>A unique key refused the row (1062): somebody else was first.</summary>
    /// <param name="key">Name of the key that must be the one; null for any.</param>
    public static bool IsDuplicateKey(this Exception e, string? key = null) =>
        e.FromServer() is { ErrorCode: MySqlErrorCode.DuplicateKeyEntry } error
        && (key is null || error.Message.Contains(key, StringComparison.Ordinal));

    /// <summary>
    /// Deadlock (1213), lock wait timeout (1205) or snapshot conflict (1020, newer MariaDB): the whole transaction may be run again.
    /// </summary>
    public static bool IsLockConflict(this Exception e) => e.FromServer() is { Number: 1213 or 1205 or 1020 };

    /// <summary>
    /// A guarded row had another version than the one that was read (1048: the guard writes NULL into
    /// <c>version</c>). Cannot happen to a locked row.
    /// </summary>
    public static bool IsStale(this Exception e) =>
        e is DbUpdateConcurrencyException
        || e.FromServer() is { ErrorCode: MySqlErrorCode.ColumnCannotBeNull } error
            && error.Message.Contains("'version'", StringComparison.Ordinal);

    /// <summary>
    /// The server could not be reached, refused more connections, is stopping, did not answer in time, has no room to write, or may
    /// not write because another one has taken over: try later.
    /// </summary>
    public static bool IsUnavailable(this Exception e) => e.FromServer() switch
    {
        { ErrorCode: MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.UnableToConnectToHost } => true,
        // Not reached, or no connection to be had.
        { Number: 0 or 1040 or 1043 or 1203 or 2002 or 2003 } => true,
        // Stopping (1053, 1077), or it ended the statement: on demand (1317), or because it took too long (3024).
        { Number: 1053 or 1077 or 1317 or 3024 } => true,
        // The connection ended, on the line or by the server.
        { Number: 1152 or 1153 or 1158 or 1159 or 1160 or 1161 or 1184 or 1927 or 2006 or 2013 or 3169 or 4031 } => true,
        // The disk is full (3, 1021, 1114; 1026 and 1030 when a file or the engine says so, 1180 in the commit, 1598 for
        // the binary log), or memory is short (1037, 1038, 1041).
        { Number: 3 or 1021 or 1026 or 1030 or 1037 or 1038 or 1041 or 1114 or 1180 or 1598 } => true,
        // Read-only, as the former primary is after a fail-over.
        { Number: 1290 or 1836 } => true,
        { InnerException: { } inner } => inner is IOException or TimeoutException or SocketException,
        _ => false,
    };

    /// <summary>
    /// The connection ended under a statement: closed by the server (1927, 2006, 2013, 3169, 4031) or
    /// by the network. A mere timeout is not meant.
    /// </summary>
    public static bool IsConnectionLost(this Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired }) return false;
            if (cause is IOException or SocketException or MySqlException { Number: 1927 or 2006 or 2013 or 3169 or 4031 }) return true;
        }
        return false;
    }

    // Entity Framework wraps what the driver throws.
    private static MySqlException? FromServer(this Exception e) =>
        e as MySqlException ?? (e as DbUpdateException)?.InnerException as MySqlException;
}
