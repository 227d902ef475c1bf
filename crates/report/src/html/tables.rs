//! What was read, and what the app is made of.

use std::io;

use engine::Scan;
use facts::Seen;
use finding::Text;

use super::page::Page;

/// Rows of one table; the rest is counted, and stands in the JSON report.
const MAX_ROWS: usize = 500;

/// How much of each part was read, what was not first of all.
pub(super) fn coverage<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    page.heading("coverage", "What was read", "分析涵蓋範圍")?;
    page.table(&[("Part", "內容"), ("Read", "分析情形"), ("Why", "說明")])?;
    let order = |seen: &Seen| match seen {
        Seen::Partly(_) => 0,
        Seen::Whole => 1,
        Seen::Absent => 2,
    };
    // A part that only apps of the other system have says nothing about this one.
    let mut parts: Vec<_> = scan
        .coverage
        .iter()
        .filter(|one| one.part.concerns(scan.facts.app.platform) || one.seen != Seen::Absent)
        .collect();
    parts.sort_by_key(|one| order(&one.seen));
    for one in parts {
        let (class, word, why) = match &one.seen {
            Seen::Partly(why) => {
                ("partly", Text::new("NOT in full", "未完整分析"), why.lang(page.lang).to_owned())
            }
            Seen::Whole => ("whole", Text::new("in full", "完整分析"), String::new()),
            Seen::Absent => ("absent", Text::new("not in the app", "App 未包含"), String::new()),
        };
        page.raw(&format!("<tr class=\"part-{class}\">"))?;
        let name = one.part.text().lang(page.lang).to_owned();
        page.cell(&name)?;
        let word = word.lang(page.lang).to_owned();
        page.cell(&word)?;
        page.cell(&why)?;
        page.raw("</tr>\n")?;
    }
    page.end_table()?;
    for hit in &scan.limits {
        page.note(
            &format!("Limit reached: {} {}", hit.artifact, hit.what),
            &format!("達到分析上限：{} {}", hit.artifact, hit.what),
        )?;
    }
    Ok(())
}

pub(super) fn write<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    page.heading("app", "About the app", "App 資料")?;
    launch(page, scan)?;
    permissions(page, scan)?;
    network(page, scan)?;
    components(page, scan)?;
    libraries(page, scan)
}

fn title<W: io::Write>(page: &mut Page<W>, en: &str, zh_tw: &str) -> io::Result<()> {
    page.raw("<h3>")?;
    let words = page.say(en, zh_tw);
    page.text(&words)?;
    page.raw("</h3>\n")
}

fn left_out<W: io::Write>(page: &mut Page<W>, count: usize) -> io::Result<()> {
    match count.saturating_sub(MAX_ROWS) {
        0 => Ok(()),
        more => page.note(&format!("{more} more."), &format!("另有 {more} 項。")),
    }
}

/// What the app looks for when it starts: Article 6 of the rules for securities firms asks for the first and the third.
fn launch<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    let Some(defences) = scan.facts.defences() else { return Ok(()) };
    title(page, "Checks of the device when the app starts", "啟動時之裝置偵測及風險提示")?;
    page.note(
        "Told from code. A dialog that comes by an observer, a message, native code or a web page is not followed: try it on a device.",
        "依程式碼判定。經由觀察者、訊息、原生程式碼或網頁顯示之提示不在追蹤範圍，請以實機確認。",
    )?;
    page.table(&[
        ("Looked for", "偵測對象"),
        ("Result", "結果"),
        ("Test", "偵測位置"),
        ("Tests for", "偵測內容"),
        ("Prompt", "提示位置"),
    ])?;
    for one in defences {
        let threat = one.threat.text().lang(page.lang).to_owned();
        let state = one.checked.text().lang(page.lang).to_owned();
        let best = one.checks.iter().max_by_key(|check| check.checked);
        let place = best.map_or_else(|| "—".to_owned(), |check| check.location.to_string());
        let tests = best.map_or_else(|| "—".to_owned(), |check| check.tests.join(", "));
        let prompt = best.and_then(|check| check.prompt.as_ref());
        let prompt = prompt.map_or_else(|| "—".to_owned(), |prompt| prompt.location.to_string());
        page.row(&[&threat, &state, &place, &tests, &prompt])?;
    }
    page.end_table()
}

fn permissions<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    let Some(manifest) = &scan.facts.manifest else { return Ok(()) };
    let asked = &manifest.uses_permissions;
    if asked.is_empty() {
        return Ok(());
    }
    title(page, "Permissions asked for", "要求之權限")?;
    page.table(&[
        ("Permission", "權限"),
        ("Up to API level", "適用至 API"),
        ("Declared in", "宣告位置"),
        ("Reason and consent", "用途說明及同意"),
    ])?;
    for one in asked.iter().take(MAX_ROWS) {
        let until = match one.max_sdk.value.main() {
            Some(level) if *level < i64::from(i32::MAX) => level.to_string(),
            _ => "—".to_owned(),
        };
        page.raw("<tr>")?;
        page.cell(&one.name.value.to_string())?;
        page.cell(&until)?;
        page.cell(&one.origin.to_string())?;
        page.raw("<td class=\"blank\"></td></tr>\n")?;
    }
    page.end_table()?;
    left_out(page, asked.len())
}

fn network<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    let Some(network) = &scan.facts.network else { return Ok(()) };
    title(page, "Network policy in force", "網路安全政策（實際生效）")?;
    page.table(&[
        ("Domain", "網域"),
        ("Cleartext", "明文傳輸"),
        ("User authorities", "信任使用者憑證"),
        ("Pins", "憑證綁定"),
        ("Pins until", "綁定到期日"),
        ("Decided by", "設定位置"),
    ])?;
    for row in network.domains.iter().take(MAX_ROWS) {
        page.row(&[
            &row.domain.value.to_string(),
            &row.cleartext.value.to_string(),
            &row.user_anchors.value.to_string(),
            &row.pins.value.to_string(),
            &row.pins_expire.value.to_string(),
            &row.origin.to_string(),
        ])?;
    }
    page.end_table()?;
    left_out(page, network.domains.len())
}

fn components<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    let all = scan.facts.manifest.iter().flat_map(|manifest| &manifest.components);
    let open: Vec<_> = all.filter(|one| one.reachable() != facts::Tri::No).collect();
    if open.is_empty() {
        return Ok(());
    }
    title(page, "Components that other apps can reach", "對外開放元件")?;
    page.table(&[("Kind", "類型"), ("Name", "名稱"), ("Exported", "對外開放"), ("Permission", "所需權限")])?;
    for one in open.iter().take(MAX_ROWS) {
        page.row(&[
            one.kind(),
            &one.name.value.to_string(),
            &one.exported.value.to_string(),
            &one.permission.value.to_string(),
        ])?;
    }
    page.end_table()?;
    left_out(page, open.len())
}

fn libraries<W: io::Write>(page: &mut Page<W>, scan: &Scan<'_, '_>) -> io::Result<()> {
    let libraries = &scan.facts.native;
    if libraries.is_empty() {
        return Ok(());
    }
    title(page, "Native libraries", "原生函式庫")?;
    page.table(&[
        ("File", "檔案"),
        ("ABI", "ABI"),
        ("Language", "語言"),
        ("RELRO", "RELRO"),
        ("Canary", "Canary"),
    ])?;
    for one in libraries.iter().take(MAX_ROWS) {
        page.row(&[
            &one.artifact,
            &one.abi.value.to_string(),
            &one.language.value.to_string(),
            &one.relro.value.to_string(),
            &one.canary.value.to_string(),
        ])?;
    }
    page.end_table()?;
    left_out(page, libraries.len())
}
