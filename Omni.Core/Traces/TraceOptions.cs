using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Core.Traces;

/// <summary>How long traces are kept: <c>Omni:Traces</c>.</summary>
public sealed class TraceOptions
{
    public const string Section = "Omni:Traces";

    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 30;
}

[OptionsValidator]
public sealed partial class TraceOptionsValidator : IValidateOptions<TraceOptions>;
