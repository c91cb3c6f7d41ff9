namespace Omni.Core.Traces;

/// <summary>Notes that say why a trace ended as it did. Pages tell the reasons apart by them.</summary>
public static class TraceNotes
{
    public const string Stage = "note";

    public const string Overtaken = "The customer wrote more while the agent was being asked, so the answer was dropped. Another turn answers everything.";

    public const string LeftToPeople = "People have the conversation, so the answer was dropped.";
}
