namespace Omni.Core.Data.Postgres.Embedded;

// The files of one private PostgreSQL. Home stays ours; the cluster, its log and its password belong to whoever runs the server.
internal sealed record Cluster(string Home)
{
    public string DataDirectory => Path.Combine(Home, "cluster");
    public string LogDirectory => Path.Combine(Home, "log");
    public string PasswordFile => Path.Combine(Home, "password");
    public string PortFile => Path.Combine(Home, "port");
    public string ProcessFile => Path.Combine(DataDirectory, "postmaster.pid");
    public string VersionFile => Path.Combine(DataDirectory, "PG_VERSION");
    public bool Exists => File.Exists(VersionFile);
}
