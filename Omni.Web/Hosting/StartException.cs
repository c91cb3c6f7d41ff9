using System.Diagnostics.CodeAnalysis;

namespace Omni.Web.Hosting;

/// <summary>Omni cannot start. The message is one line for the operator: what is wrong, with the key to change.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It never goes without its line.")]
internal sealed class StartException(string line, Exception? inner = null) : Exception(line, inner);
