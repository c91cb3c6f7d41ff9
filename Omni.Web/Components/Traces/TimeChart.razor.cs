using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Omni.Core.Traces;

namespace Omni.Web.Components.Traces;

public sealed partial class TimeChart
{
    // The highest point stands a little below the edge.
    private const double Room = 96;

    [Parameter, EditorRequired]
    public required TraceSummary Summary { get; set; }

    /// <summary>Where the reader is.</summary>
    [Parameter, EditorRequired]
    public required TimeZoneInfo Zone { get; set; }

    private int Count => Summary.OverTime.Count;

    private double Most => Summary.OverTime.Max(b => b.Counts.AgentTime.P95) ?? 0;

    // Between both lines' zero and 95 %, so that a spread is seen at a glance.
    private string Area
    {
        get
        {
            var path = new StringBuilder();

            for (var i = 0; i < Count; i++)
            {
                if (Summary.OverTime[i].Counts.AgentTime.P95 is { } slow)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{i} 100V{Y(slow):0.##}H{i + 1}V100Z");
                }
            }

            return path.ToString();
        }
    }

    // Steps, one for each part of time; where nothing was measured the line breaks off.
    private string Line(Func<TraceBucket, double?> value)
    {
        var path = new StringBuilder();
        var isDrawing = false;

        for (var i = 0; i < Count; i++)
        {
            if (value(Summary.OverTime[i]) is not { } time)
            {
                isDrawing = false;
                continue;
            }

            path.Append(CultureInfo.InvariantCulture, $"{(isDrawing ? "L" : "M")}{i} {Y(time):0.##}H{i + 1}");
            isDrawing = true;
        }

        return path.ToString();
    }

    private double Y(double time) => 100 - (Room * time / Most);

    private string Title(TraceBucket bucket)
        => $"{ChartTimes.Write(bucket.At, Summary.BucketSize, Zone)}: half {TraceWords.Took(bucket.Counts.AgentTime.P50)}, 95 % {TraceWords.Took(bucket.Counts.AgentTime.P95)}, {TraceWords.Count(bucket.Counts.AgentTime.Count)} answers";
}
