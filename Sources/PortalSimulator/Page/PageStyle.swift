// The style of every page, once: light and dark by what the reader's system asks for, one column on a phone, seven days
// beside each other where there is room. Colours keep 4.5:1 to what they stand on, signs and edges 3:1 (WCAG AA).

extension Markup {
    static let style = Markup(
        verbatim: """
            :root {
              color-scheme: light dark;
              --ground: #f5f3ee; --surface: #ffffff; --line: #dcd7cc; --edge: #8a8577; --text: #1c2730; --quiet: #55616c;
              --accent: #0a5566; --accent-soft: #e3eff1; --on-accent: #ffffff;
              --planned: #0a5566; --assigned: #1a7f37; --performed: #55616c; --cancelled: #c0272d;
              --note: #fdf3d7; --note-line: #9a7400;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #11171c; --surface: #1a2229; --line: #323e48; --edge: #7d8a96; --text: #e9eef2;
                --quiet: #a8b5c0; --accent: #86d3e3; --accent-soft: #1c3640; --on-accent: #0b1a1f;
                --planned: #86d3e3; --assigned: #4cc26d; --performed: #a8b5c0; --cancelled: #ff7d76;
                --note: #33290d; --note-line: #d8b24a;
              }
            }
            * { box-sizing: border-box; }
            html { -webkit-text-size-adjust: 100%; }
            body {
              margin: 0; background: var(--ground); color: var(--text);
              font: 1.0625rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
            }
            a { color: var(--accent); text-underline-offset: .18em; }
            a:hover { text-decoration-thickness: .14em; }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
            h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
            ul, ol { list-style: none; }
            h1 { font-size: 2rem; line-height: 1.2; letter-spacing: -.01em; }
            h2 { font-size: 1.35rem; line-height: 1.3; }
            h3 { font-size: 1.0625rem; line-height: 1.35; }
            .wrap { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem; }
            .skip { position: absolute; left: -999rem; top: 0; padding: .75rem 1.25rem; background: var(--surface); z-index: 1; }
            .skip:focus { left: 0; }
            .quiet { color: var(--quiet); }
            .small { font-size: .9375rem; }
            .seen-by-ear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
            .top { background: var(--surface); border-bottom: 1px solid var(--line); }
            .top .wrap { display: flex; flex-wrap: wrap; gap: .25rem 2rem; justify-content: space-between; align-items: baseline;
              padding-top: .9rem; padding-bottom: .9rem; }
            .top a { font-weight: 650; text-decoration: none; color: var(--text); }
            .top a:hover { text-decoration: underline; }
            .wrap.crumbs { padding-top: 1.25rem; }
            .crumbs ol { display: flex; flex-wrap: wrap; gap: .25rem .6rem; }
            .crumbs li + li::before { content: "/"; color: var(--quiet); margin-right: .6rem; }
            main.wrap { padding-top: 1.5rem; padding-bottom: 4rem; }
            .crumbs + main.wrap { padding-top: .75rem; }
            main > * + * { margin-top: 1.75rem; }
            p { max-width: 44rem; }
            .lead { margin-top: .5rem; color: var(--quiet); }
            .tabs ul { display: flex; flex-wrap: wrap; gap: .5rem; }
            .tabs a { display: block; padding: .5rem 1rem; border: 1px solid var(--edge); border-radius: 999px;
              text-decoration: none; color: var(--text); background: var(--surface); }
            .tabs a:hover { border-color: var(--accent); text-decoration: underline; }
            .tabs a[aria-current] { background: var(--accent); border-color: var(--accent); color: var(--on-accent);
              font-weight: 650; }
            .bar { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; justify-content: space-between; align-items: center; }
            .bar nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
            .bar nav a { display: inline-block; padding: .35rem 0; }
            .week { display: grid; gap: .75rem; }
            .day { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1rem; }
            .day.today { border: 2px solid var(--accent); }
            .day-head { display: flex; flex-wrap: wrap; gap: 0 .6rem; align-items: baseline; }
            .badge { font-size: .8125rem; font-weight: 650; color: var(--accent); }
            .day > p { margin-top: .25rem; }
            .visits { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6rem; margin-top: .75rem; }
            .visit { display: block; padding: .65rem .8rem; border: 1px solid var(--line); border-left-width: 5px;
              border-radius: 8px; background: var(--ground); color: var(--text); text-decoration: none; overflow-wrap: anywhere; }
            .visit:hover { border-color: var(--accent); }
            .visit:hover .service { text-decoration: underline; }
            .visit-planned { border-left-color: var(--planned); }
            .visit-assigned { border-left-color: var(--assigned); }
            .visit-performed { border-left-color: var(--performed); }
            .visit-cancelled { border-left-color: var(--cancelled); }
            .visit > span { display: block; }
            .time { font-weight: 650; font-variant-numeric: tabular-nums; }
            .visit .kind { margin-top: .2rem; }
            .kind { white-space: nowrap; }
            .sign { width: 1.05em; height: 1.05em; vertical-align: -.16em; margin-right: .4em; }
            .sign-planned { color: var(--planned); }
            .sign-assigned { color: var(--assigned); }
            .sign-performed { color: var(--edge); }
            .sign-cancelled { color: var(--cancelled); }
            .before-after { display: grid; gap: .75rem 2rem; }
            .before-after dt { color: var(--quiet); }
            .lines > span { display: block; }
            .legend ul { display: flex; flex-wrap: wrap; gap: .4rem 1.75rem; margin-top: .5rem; }
            .panel { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; }
            .panel, .note, .days .day { max-width: 56rem; }
            .panel > * + * { margin-top: .75rem; }
            .note { background: var(--note); border-left: 5px solid var(--note-line); border-radius: 6px; padding: .8rem 1rem; }
            .stack > * + * { margin-top: 1rem; }
            dl.facts { display: grid; gap: .15rem 1.5rem; }
            dl.facts dt { color: var(--quiet); margin-top: .6rem; }
            dl.facts dd { overflow-wrap: anywhere; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
            th, td { text-align: left; vertical-align: top; padding: .55rem .9rem .55rem 0; border-bottom: 1px solid var(--line); }
            tbody th { font-weight: inherit; }
            tbody th a { white-space: nowrap; }
            .number { text-align: right; font-variant-numeric: tabular-nums; }
            th:last-child, td:last-child { padding-right: 0; }
            tbody tr:last-child > * { border-bottom: 0; }
            footer { border-top: 1px solid var(--line); padding: 1.25rem 0 2.5rem; color: var(--quiet); }
            @media (min-width: 40rem) {
              h1 { font-size: 2.35rem; }
              dl.facts { grid-template-columns: max-content 1fr; }
              dl.facts dt, dl.facts dd { margin-top: .35rem; }
              .before-after { grid-template-columns: repeat(2, minmax(0, 1fr)); max-width: 44rem; }
              .days .visits { grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
            }
            @media (min-width: 68rem) {
              .week { grid-template-columns: repeat(7, minmax(0, 1fr)); align-items: stretch; gap: .5rem; }
              .week .day { padding: .75rem .5rem; min-height: 15rem; }
              .week .day-head { padding-left: .2rem; flex-wrap: nowrap; justify-content: space-between; }
              .week h3 span { display: block; }
              .week .day > p { padding-left: .2rem; }
              .week .visit { padding: .5rem; font-size: .9rem; }
              .week .visit .small { font-size: inherit; }
            }
            @media (max-width: 30rem) {
              body { font-size: 1rem; }
              .wrap { padding-left: 1rem; padding-right: 1rem; }
              .tabs ul { gap: .35rem; }
              .tabs a { padding: .4rem .7rem; font-size: .9375rem; }
              .panel { padding: 1rem; }
              th, td { padding-right: .6rem; }
            }
            @media print { .tabs, .bar nav, .skip { display: none; } body { background: #fff; } }

            """)
}
