//! The standards in the report: the worksheet of the MAS baseline, and the Mobile Top 10 of both editions.

use std::io;

use engine::{ItemState, ItemVerdict, Scan};
use finding::{Lang, Severity};
use standards::{Catalogue, catalogue, mas_procedure};

use super::page::Page;
use crate::Options;

/// One row an item: what the scan says, and empty slots for the lab's result, the examination by hand and the conclusion.
pub(super) fn worksheet<W: io::Write>(
    page: &mut Page<W>,
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
) -> io::Result<()> {
    page.heading("mas", "MAS baseline V4.0: worksheet", "行動應用App基本資安檢測基準 V4.0：逐項對照表")?;
    match options.level {
        Some(level) => page.note(
            &format!("Items of level {level}. The words on static evidence are never the lab's pass or fail."),
            &format!("適用等級 {level} 之項目。靜態判定係供覆核參考，不等同檢測實驗室之符合或不符合。"),
        )?,
        None => page.note(
            "No level was given, so every item is listed. An app that places orders is L3, one with a login L2: give --level.",
            "未指定適用等級，故列出所有項目。具下單功能者為 L3，具身分認證功能者為 L2，請以 --level 指定。",
        )?,
    }
    let items: Vec<ItemVerdict<'_, '_>> = scan.items();
    let shown: Vec<&ItemVerdict<'_, '_>> =
        items.iter().filter(|one| options.level.is_none_or(|level| one.item.is_asked_at(level))).collect();
    summary(page, &shown)?;
    page.wide_table(&[
        ("Item", "編號"),
        ("Requirement", "檢測項目"),
        ("Level", "等級"),
        ("Static evidence", "靜態判定"),
        ("Why", "依據"),
        ("Lab", "檢測報告"),
        ("By hand", "人工查核"),
        ("Conclusion", "結論"),
    ])?;
    for one in shown {
        let item = one.item;
        page.raw(&format!("<tr class=\"{}\"><td class=\"id\">MAS&nbsp;{}</td>", one.state.word(), item.id))?;
        page.cell(match page.lang {
            Lang::En => item.title_en,
            Lang::ZhTw => item.title_zh_tw,
        })?;
        page.raw("<td class=\"id\">")?;
        page.text(&item.levels.replace(',', "\u{a0}"))?;
        page.raw("</td>")?;
        page.raw("<td class=\"state\">")?;
        let words = one.state.text().lang(page.lang).to_owned();
        page.text(&words)?;
        page.raw("</td><td>")?;
        page.text(one.reason.lang(page.lang))?;
        rules(page, scan, one)?;
        procedure(page, scan, one)?;
        page.raw("</td><td class=\"blank\"></td><td class=\"blank\"></td><td class=\"blank\"></td></tr>\n")?;
    }
    page.end_table()
}

fn summary<W: io::Write>(page: &mut Page<W>, shown: &[&ItemVerdict<'_, '_>]) -> io::Result<()> {
    use engine::ItemState::{Contradicted, Incomplete, NotApplicable, Supported, Undecided};
    page.raw("<p>")?;
    for (at, state) in [Contradicted, Supported, Undecided, NotApplicable, Incomplete].into_iter().enumerate()
    {
        let count = shown.iter().filter(|one| one.state == state).count();
        let separator = if at == 0 { String::new() } else { page.say(" · ", "、") };
        page.text(&format!("{separator}{} {count}", state.text().lang(page.lang)))?;
    }
    page.raw("</p>\n")
}

/// What is left for a person to do: everything that a file did not settle.
fn procedure<W: io::Write>(
    page: &mut Page<W>,
    scan: &Scan<'_, '_>,
    one: &ItemVerdict<'_, '_>,
) -> io::Result<()> {
    if matches!(one.state, ItemState::NotApplicable) {
        return Ok(());
    }
    let is_android = scan.facts.app.platform == package::Platform::Android;
    let Some((zh_tw, en)) = mas_procedure(one.item.id, is_android) else { return Ok(()) };
    page.raw("<p class=\"soft\">")?;
    let words = page.say(en, zh_tw);
    page.text(&words)?;
    page.raw("</p>")
}

/// The rules whose findings speak against an item, linked to where they are told.
fn rules<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>, one: &ItemVerdict<'_, '_>) -> io::Result<()> {
    let mut seen: Vec<&str> = Vec::new();
    for finding in one.findings.iter().filter_map(|&at| scan.findings.get(at)) {
        let id: &str = &finding.rule.id;
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        page.raw(&format!("<br><a href=\"#{id}\">"))?;
        let title = &finding.rule.text(page.lang).title;
        page.text(title)?;
        page.raw("</a>")?;
    }
    Ok(())
}

/// Findings by risk, both editions.
pub(super) fn top_ten<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    page.heading("top10", "OWASP Mobile Top 10", "OWASP Mobile Top 10 對照")?;
    page.note(
        "A risk without findings is not a risk that the app is free of: the columns of rules tell what was asked.",
        "無發現事項不代表無此風險；已執行之規則數見表列。",
    )?;
    page.table(&[
        ("Risk", "風險"),
        ("Title", "名稱"),
        ("Worst", "最高等級"),
        ("Findings", "發現事項"),
        ("Rules run", "執行規則"),
        ("Rules that could not decide", "無法判定之規則"),
    ])?;
    for risk in catalogue(Catalogue::MobileTop10) {
        let speaks = |owasp: &[String]| owasp.iter().any(|id| id == risk.id);
        let found: Vec<Severity> = scan
            .findings
            .iter()
            .filter(|one| speaks(&one.rule.mappings.owasp))
            .map(|one| one.finding.severity)
            .collect();
        let run = scan.verdicts.iter().filter(|one| speaks(&one.rule.mappings.owasp));
        let open = run.clone().filter(|one| matches!(one.verdict, finding::Verdict::Inconclusive(_))).count();
        page.raw("<tr>")?;
        page.cell(risk.id)?;
        page.cell(risk.title)?;
        match found.iter().max() {
            Some(&worst) => {
                page.raw(&format!("<td><b class=\"{}\">", super::class(worst)))?;
                let word = worst.text().lang(page.lang).to_owned();
                page.text(&word)?;
                page.raw("</b></td>")?;
            }
            None => page.cell("—")?,
        }
        for count in [found.len(), run.count(), open] {
            page.raw(&format!("<td class=\"number\">{count}</td>"))?;
        }
        page.raw("</tr>\n")?;
    }
    page.end_table()
}
