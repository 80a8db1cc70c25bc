// The one style of the status page: light and dark by what the reader's system asks for, one column on a phone. Text keeps
// 4.5:1 to what it stands on, bars and edges 3:1 (WCAG AA); what a colour says is said in words as well.

extension HTML {
    static let statusStyle = HTML(
        verbatim: """
            :root {
              color-scheme: light dark;
              --ground: #f5f3ee; --surface: #fff; --line: #dcd7cc; --text: #1c2730; --quiet: #55616c; --accent: #0a5566;
              --code: #efece4; --good: #1a7f37; --warn: #8f6400; --wait: #6a4bb0; --bad: #c0272d;
              --new: #0a5566; --changed: #3f8fa5; --performed: #1a7f37; --back: #c0272d; --contacts: #6f7f8b;
              --bar: #0a5566; --age: #9a6b00;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #11171c; --surface: #1a2229; --line: #323e48; --text: #e9eef2; --quiet: #a8b5c0; --accent: #86d3e3;
                --code: #242f38; --good: #4cc26d; --warn: #e0b341; --wait: #b59cf0; --bad: #ff7d76;
                --new: #86d3e3; --changed: #3f93a8; --performed: #4cc26d; --back: #ff7d76; --contacts: #93a3af;
                --bar: #86d3e3; --age: #e0b341;
              }
            }
            * { box-sizing: border-box; }
            html { -webkit-text-size-adjust: 100%; }
            body { margin: 0; background: var(--ground); color: var(--text);
              font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
            h1, h2, h3, p, ul, dl, dd, figure { margin: 0; padding: 0; }
            ul { list-style: none; }
            h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.01em; }
            h2 { font-size: 1.2rem; line-height: 1.3; }
            h3 { font-size: 1rem; }
            .wrap { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
            .top { background: var(--surface); border-bottom: 1px solid var(--line); }
            .top .wrap { display: flex; flex-wrap: wrap; gap: .1rem 2rem; justify-content: space-between; align-items: baseline;
              padding-top: .8rem; padding-bottom: .8rem; }
            .top strong { font-weight: 650; }
            main.wrap { padding-top: 1.5rem; padding-bottom: 3rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem; }
            .quiet { color: var(--quiet); }
            .small { font-size: .9rem; }
            .panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
            .panel > * + * { margin-top: .75rem; }
            .verdict { border-left: 6px solid var(--good); }
            .verdict.warn { border-left-color: var(--warn); }
            .verdict.bad { border-left-color: var(--bad); }
            .verdict > * + * { margin-top: .35rem; }
            .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .9rem 1.25rem; }
            .facts div { display: flex; flex-direction: column; justify-content: space-between; }
            .facts dt { color: var(--quiet); font-size: .9rem; }
            .facts dd { font-size: 1.35rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
            .facts div.zero dd { color: var(--quiet); font-weight: 400; }
            .list > li + li { margin-top: .9rem; padding-top: .9rem; border-top: 1px solid var(--line); }
            .list > li > * + * { margin-top: .35rem; }
            code { font: .9rem/1.4 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; background: var(--code);
              border-radius: 5px; padding: .12rem .4rem; overflow-wrap: anywhere; }
            .commands { display: grid; grid-template-columns: minmax(0, 1fr); gap: .35rem; }
            .commands span { color: var(--quiet); font-size: .9rem; display: inline-block; min-width: 9rem; }
            .charts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.4rem; }
            figure { min-width: 0; }
            figcaption { display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between; align-items: baseline; }
            .plot { display: grid; grid-template-columns: 3.6rem minmax(0, 1fr); gap: 0 .5rem; margin-top: .4rem; }
            .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
              font-size: .8rem; line-height: 1; color: var(--quiet); font-variant-numeric: tabular-nums; padding: 0; }
            .plot svg { display: block; width: 100%; height: 6.5rem; border-bottom: 1px solid var(--quiet); background:
              linear-gradient(var(--line), var(--line)) 0 0 / 100% 1px no-repeat,
              linear-gradient(var(--line), var(--line)) 0 50% / 100% 1px no-repeat; }
            .plot.strip svg { height: 1.6rem; border-bottom: 0; background: none; }
            .plot.strip .scale { justify-content: center; }
            .days { grid-column: 2; display: flex; justify-content: space-between; font-size: .8rem; color: var(--quiet);
              margin-top: .25rem; }
            .key { display: flex; flex-wrap: wrap; gap: .15rem 1rem; font-size: .85rem; color: var(--quiet); }
            .key li::before { content: ""; display: inline-block; width: .75em; height: .75em; border-radius: 2px; margin-right: .4em;
              background: currentColor; vertical-align: -.02em; }
            .key li span { color: var(--quiet); }
            .new { fill: var(--new); color: var(--new); } .changed { fill: var(--changed); color: var(--changed); }
            .performed { fill: var(--performed); color: var(--performed); } .back { fill: var(--back); color: var(--back); }
            .contacts { fill: var(--contacts); color: var(--contacts); } .bar { fill: var(--bar); } .age { fill: var(--age); }
            .open { fill: var(--warn); color: var(--warn); }
            .done { fill: var(--good); color: var(--good); } .left { fill: var(--warn); color: var(--warn); }
            .held { fill: var(--wait); color: var(--wait); } .failed { fill: var(--bad); color: var(--bad); }
            .absent { fill: var(--line); color: var(--line); }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; font-size: .9rem; }
            th, td { text-align: left; vertical-align: top; padding: .4rem 1rem .4rem 0; border-bottom: 1px solid var(--line); }
            thead th { font-size: .85rem; color: var(--quiet); font-weight: 600; vertical-align: bottom; }
            tbody th { font-weight: 600; white-space: nowrap; }
            .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
            th:last-child, td:last-child { padding-right: 0; }
            tbody tr:last-child > * { border-bottom: 0; }
            .nights td, .nights th { padding-top: .2rem; padding-bottom: .2rem; font-size: .9rem; white-space: nowrap; }
            .nights thead th { white-space: normal; padding-right: .7rem; } .nights td, .nights tbody th { padding-right: .7rem; }
            .mark { display: block; color: var(--wait); font-size: .9rem; }
            .late { color: var(--bad); font-weight: 600; }
            footer { color: var(--quiet); font-size: .9rem; padding-bottom: 2.5rem; }
            a { color: var(--accent); text-underline-offset: .18em; }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
            @media (min-width: 60rem) { .charts { grid-template-columns: repeat(3, minmax(0, 1fr)); }
              .charts .wide { grid-column: 1 / -1; } h1 { font-size: 1.9rem; } }
            @media (max-width: 30rem) { .wrap { padding-left: .9rem; padding-right: .9rem; } .panel { padding: .9rem; }
              .plot { grid-template-columns: 2.6rem minmax(0, 1fr); } .commands span { min-width: 100%; } }

            """)
}
