using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

public sealed partial class Icon
{
    private static readonly Dictionary<string, string> Drawings = new()
    {
        ["inbox"] = """<path d="M3 11.5 5.2 4.6A1.5 1.5 0 0 1 6.6 3.5h6.8a1.5 1.5 0 0 1 1.4 1.1L17 11.5V15a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15z"/><path d="M3 11.5h3.8l1 2h4.4l1-2H17"/>""",
        ["plug"] = """<path d="M7 3v4M13 3v4M5 7h10v2.5a5 5 0 0 1-10 0zM10 14.5V17"/>""",
        ["bot"] = """<rect x="3.5" y="7" width="13" height="9" rx="2.5"/><path d="M10 7V4M8.5 4h3M1.8 10.5v2.5M18.2 10.5v2.5M7.3 11v1M12.7 11v1"/>""",
        ["person"] = """<circle cx="10" cy="6.5" r="3.2"/><path d="M3.8 16.8c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5"/>""",
        ["group"] = """<circle cx="7.5" cy="7" r="2.8"/><path d="M2.3 16c.5-2.8 2.4-4.3 5.2-4.3s4.7 1.5 5.2 4.3M13.2 4.6a2.5 2.5 0 0 1 0 4.8M15 12c1.5.6 2.4 1.9 2.7 4"/>""",
        ["contacts"] = """<rect x="4.5" y="2.5" width="12" height="15" rx="2"/><circle cx="10.5" cy="8" r="2"/><path d="M7.2 13.7c.4-1.8 1.6-2.7 3.3-2.7s2.9.9 3.3 2.7M2.5 6h2M2.5 10h2M2.5 14h2"/>""",
        ["target"] = """<circle cx="10" cy="10" r="7"/><circle cx="10" cy="10" r="3.8"/><circle cx="10" cy="10" r=".7"/>""",
        ["sidebar"] = """<rect x="3" y="3.5" width="14" height="13" rx="2"/><path d="M8 3.5v13"/>""",
        ["panel"] = """<rect x="3" y="3.5" width="14" height="13" rx="2"/><path d="M12.5 3.5v13"/>""",
        ["sun"] = """<circle cx="10" cy="10" r="3.2"/><path d="M10 2.5v1.5M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1"/>""",
        ["moon"] = """<path d="M16.5 11.8A6.8 6.8 0 0 1 8.2 3.5a6.8 6.8 0 1 0 8.3 8.3z"/>""",
        ["screen"] = """<rect x="2.5" y="3.5" width="15" height="10" rx="1.5"/><path d="M7 17h6M10 13.5V17"/>""",
        ["leave"] = """<path d="M8 3.5H5A1.5 1.5 0 0 0 3.5 5v10A1.5 1.5 0 0 0 5 16.5h3M13 13.5l3.5-3.5L13 6.5M16.5 10H8"/>""",
        ["key"] = """<circle cx="6.5" cy="13.5" r="3"/><path d="M8.7 11.3 16.5 3.5M13.5 6.5l2 2"/>""",
        ["check"] = """<path d="m4 10.5 4 4 8-9"/>""",
        ["checks"] = """<path d="m1.5 10.8 3.6 3.7 7-8.5M8.9 13.2l1.3 1.3 7.3-8.5"/>""",
        ["clock"] = """<circle cx="10" cy="10" r="6.8"/><path d="M10 6v4.2l2.6 1.6"/>""",
        ["warning"] = """<path d="M10 3 2.5 16.3h15zM10 8.5v3.5M10 14.2v.1"/>""",
        ["question"] = """<circle cx="10" cy="10" r="6.8"/><path d="M8 8.2a2 2 0 1 1 2.7 1.9c-.5.2-.7.6-.7 1.2M10 13.5v.1"/>""",
        ["info"] = """<circle cx="10" cy="10" r="6.8"/><path d="M10 9.3v4M10 6.7v.1"/>""",
        ["close"] = """<path d="m5 5 10 10M15 5 5 15"/>""",
        ["back"] = """<path d="M12.5 4.5 7 10l5.5 5.5"/>""",
        ["down"] = """<path d="M10 4v12M5 11l5 5 5-5"/>""",
        ["chevron"] = """<path d="m5.5 8 4.5 4.5L14.5 8"/>""",
        ["search"] = """<circle cx="9" cy="9" r="5.3"/><path d="m13 13 4 4"/>""",
        ["clip"] = """<path d="m15.5 9.5-5.8 5.8a3.4 3.4 0 0 1-4.8-4.8l6.4-6.4a2.3 2.3 0 0 1 3.2 3.2l-6.4 6.4a1.1 1.1 0 0 1-1.6-1.6L12 6.6"/>""",
        ["send"] = """<path d="M3.5 10 16.5 4l-4 12.5L9.7 11z M9.7 11l6.8-7"/>""",
        ["copy"] = """<rect x="7" y="7" width="9.5" height="9.5" rx="1.5"/><path d="M13 7V5a1.5 1.5 0 0 0-1.5-1.5H5A1.5 1.5 0 0 0 3.5 5v6.5A1.5 1.5 0 0 0 5 13h2"/>""",
        ["pencil"] = """<path d="M3.5 16.5 4.3 13 13 4.3a1.6 1.6 0 0 1 2.3 0l.4.4a1.6 1.6 0 0 1 0 2.3L7 15.7zM11.5 5.8l2.7 2.7"/>""",
        ["trash"] = """<path d="M3.5 5.5h13M8 5.5V4A1 1 0 0 1 9 3h2a1 1 0 0 1 1 1v1.5M5.5 5.5l.7 10A1.5 1.5 0 0 0 7.7 17h4.6a1.5 1.5 0 0 0 1.5-1.5l.7-10M8.5 9v4.5M11.5 9v4.5"/>""",
        ["plus"] = """<path d="M10 4v12M4 10h12"/>""",
        ["dots"] = """<path d="M10 4.5v.1M10 10v.1M10 15.5v.1" stroke-width="2.4"/>""",
        ["reply"] = """<path d="M8 5 3.5 9.5 8 14M3.5 9.5h7a6 6 0 0 1 6 6"/>""",
        ["undo"] = """<path d="M7 4 3.5 7.5 7 11M3.5 7.5h8a4.5 4.5 0 0 1 0 9H8"/>""",
        ["image"] = """<rect x="3" y="3.5" width="14" height="13" rx="2"/><circle cx="7.3" cy="8" r="1.4"/><path d="m3.5 14.5 4-3.5 2.5 2 3-3 4 3.5"/>""",
        ["video"] = """<rect x="2.5" y="5" width="10.5" height="10" rx="2"/><path d="m13 9 4.5-2.5v7L13 11"/>""",
        ["microphone"] = """<rect x="7.5" y="2.5" width="5" height="9" rx="2.5"/><path d="M4.5 9.5a5.5 5.5 0 0 0 11 0M10 15v2.5"/>""",
        ["document"] = """<path d="M5.5 2.5h6l4 4V16A1.5 1.5 0 0 1 14 17.5H5.5A1.5 1.5 0 0 1 4 16V4a1.5 1.5 0 0 1 1.5-1.5zM11.5 2.5v4h4M7 10.5h6M7 13.5h4"/>""",
        ["sticker"] = """<path d="M11.5 16.5A6.8 6.8 0 1 1 16.5 11c-3 0-5 2-5 5.5zM7.5 8v.1M12.3 8v.1M7.3 11.3c.9 1 2.3 1.3 3.4.8"/>""",
        ["pin"] = """<path d="M10 17.5s5.5-4.8 5.5-9a5.5 5.5 0 0 0-11 0c0 4.2 5.5 9 5.5 9z"/><circle cx="10" cy="8.5" r="1.9"/>""",
        ["heart"] = """<path d="M10 16.5S3 12.5 3 7.8A3.6 3.6 0 0 1 10 6.5a3.6 3.6 0 0 1 7 1.3c0 4.7-7 8.7-7 8.7z"/>""",
        ["list"] = """<path d="M4 5.5h12M4 10h12M4 14.5h7"/>""",
        ["bag"] = """<path d="M4 6.5h12l-.8 10H4.8zM7 6.5V6a3 3 0 0 1 6 0v.5"/>""",
        ["phone"] = """<path d="M4 3.5h3l1.5 4-2 1.3a9.5 9.5 0 0 0 4.7 4.7l1.3-2 4 1.5v3c0 .6-.4 1-1 1C9 17 3 11 3 4.5c0-.6.4-1 1-1z"/>""",
        ["mail"] = """<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 5.5 7 5.5 7-5.5"/>""",
        ["chat"] = """<path d="M4 4h12a1.5 1.5 0 0 1 1.5 1.5V13a1.5 1.5 0 0 1-1.5 1.5H9L5 17.5v-3H4A1.5 1.5 0 0 1 2.5 13V5.5A1.5 1.5 0 0 1 4 4z"/>""",
        ["gears"] = """<circle cx="10" cy="10" r="2.6"/><path d="M10 3v2.2M10 14.8V17M3 10h2.2M14.8 10H17M5.05 5.05l1.55 1.55M13.4 13.4l1.55 1.55M5.05 14.95l1.55-1.55M13.4 6.6l1.55-1.55"/>""",
        ["signal"] = """<circle cx="10" cy="10" r="1.6"/><path d="M6.6 13.4a4.8 4.8 0 0 1 0-6.8M13.4 6.6a4.8 4.8 0 0 1 0 6.8M4.2 15.8a8.2 8.2 0 0 1 0-11.6M15.8 4.2a8.2 8.2 0 0 1 0 11.6"/>""",
        ["pulse"] = """<path d="M2.5 10.5h3.2l2-6 3.4 11.5 2.3-8 1.2 2.5h2.9"/>""",
        ["shield"] = """<path d="M10 2.5 4 4.8v4.7c0 3.8 2.5 6.6 6 8 3.5-1.4 6-4.2 6-8V4.8z"/>""",
        ["ban"] = """<circle cx="10" cy="10" r="6.8"/><path d="m5.3 5.3 9.4 9.4"/>""",
        ["hash"] = """<path d="M7.5 3 6 17M14 3l-1.5 14M3.5 7.5h13.5M3 12.5h13.5"/>""",
    };

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter]
    public int Size { get; set; } = 20;

    private string Drawing => Drawings.GetValueOrDefault(Name, Drawings["question"]);
}
