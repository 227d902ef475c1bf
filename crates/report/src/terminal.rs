//! The terminal summary: what it is, the verdict, the counts, what was not read, the first reasons, the next command.

use std::collections::{BTreeMap, HashMap};
use std::io;

use container::Accepts;
use engine::{Exit, Scan, ScanFinding};
use facts::{Part, Seen, Threat};
use finding::{Lang, Origin, Severity, Text, Verdict, escape};

use crate::Options;

/// Rules with findings that are shown before the reader is sent to a full report; also limits that were reached.
const SHOWN: usize = 12;
/// Places that are shown for one rule.
const PLACES: usize = 3;

/// Writes the summary.
pub fn write(mut out: impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let lang = options.lang;
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    let colon = say(": ", "：");
    let app = scan.facts.app;
    let identity = scan.facts.identity();
    let version = match (&identity.version_name, &identity.version_code) {
        (Some(name), Some(code)) => format!(" {name} ({code})"),
        (Some(one), None) | (None, Some(one)) => format!(" {one}"),
        (None, None) => String::new(),
    };
    let id = match scan.facts.app_id() {
        "" => app.file_name.as_str(),
        id => id,
    };
    writeln!(out, "{}{}", escape(id), escape(&version))?;
    let form = app.form.word().to_uppercase();
    writeln!(out, "  {}   {} {}   sha256 {}", form, size(app.size), say("file", "檔案"), app.sha256)?;
    let signers = scan.facts.signers();
    for facts::AppSigner { scheme, subject, sha256, verified, looked_at } in &signers {
        let short = sha256.get(..16).unwrap_or(sha256);
        // Only signatures of an APK are verified, so only there a claim is worth a word.
        let is_apk = app.is_installable();
        if is_apk && !looked_at && signers.iter().any(|other| other.verified && other.sha256 == *sha256) {
            continue;
        }
        let claim = match (verified, looked_at) {
            (false, true) if is_apk => say("   CLAIMED, not verified", "   僅為宣稱，未通過驗證"),
            (false, false) if is_apk => say("   not used on these API levels", "   此範圍之平台不採用"),
            _ => String::new(),
        };
        let subject = escape(subject);
        writeln!(out, "  {} {scheme}{colon}{subject}   sha256 {short}…{claim}", say("signer", "簽署者"))?;
    }
    accepted(&mut out, scan, options)?;

    let exit = scan.exit(options.fail_on, options.min_confidence);
    let verdict = match exit {
        Exit::Clean => say("PASSED the threshold", "未達攔截門檻"),
        Exit::Findings => say("NOT READY", "不建議上架"),
        Exit::Incomplete => say("INCOMPLETE: not everything was read", "掃描未完成：部分內容未分析"),
    };
    let mark = match exit {
        Exit::Clean => paint("✔", "32", options),
        Exit::Findings => paint("✘", "31", options),
        Exit::Incomplete => paint("!", "33", options),
    };
    writeln!(out, "\n{mark} {}{colon}{verdict}", say("Verdict", "判定"))?;
    let all = counts(lang, |severity| scan.count(severity));
    writeln!(out, "  {}{colon}{all}", say("Findings", "發現事項"))?;
    let count = |word: &str| scan.verdicts.iter().filter(|one| one.verdict.word() == word).count();
    let (failed, passed) = (count("fail"), count("pass"));
    let (na, open) = (count("not_applicable"), count("inconclusive"));
    let rules = scan.verdicts.len();
    writeln!(
        out,
        "  {}",
        say(
            &format!(
                "Rules: {rules} run; {failed} failed, {passed} passed, {open} cannot be decided, {na} not applicable"
            ),
            &format!("檢測規則：共 {rules} 條；不通過 {failed}、通過 {passed}、無法判定 {open}、不適用 {na}"),
        )
    )?;
    launch(&mut out, scan, options)?;
    coverage(&mut out, scan, options)?;

    let groups = groups(scan, options.show);
    if !groups.is_empty() {
        writeln!(out, "\n{}", say("Top reasons", "主要原因"))?;
    }
    for group in groups.iter().take(SHOWN) {
        write_group(&mut out, group, scan, options)?;
    }
    let rest = groups.get(SHOWN..).unwrap_or_default();
    if !rest.is_empty() {
        let rules = rest.len();
        let counts = counts(lang, |severity| {
            rest.iter().flatten().filter(|one| one.finding.severity == severity).count()
        });
        let text = say(
            &format!("… and findings of {rules} more rules: {counts}"),
            &format!("…另有 {rules} 條規則之發現事項：{counts}"),
        );
        writeln!(out, "  {text}")?;
    }
    let file = escape(&app.file_name);
    let next = groups.first().and_then(|group| group.first()).map(|one| &one.rule.id);
    let next = next.map_or_else(String::new, |rule| format!("appraise explain {rule} --in {file} --path · "));
    writeln!(out, "\n{}{colon}{next}appraise scan {file} -o json=report.json", say("Next", "後續步驟"))
}

/// `1 critical, 4 high`, the worst first.
fn counts(lang: Lang, count: impl Fn(Severity) -> usize) -> String {
    let counts = Severity::ALL.iter().rev().map(|&severity| (severity, count(severity)));
    let counts = counts.filter(|(_, count)| *count > 0).map(|(severity, count)| match lang {
        Lang::En => format!("{count} {severity}"),
        Lang::ZhTw => format!("{} {count} 項", severity.text().zh_tw),
    });
    let counts: Vec<String> = counts.collect();
    match (counts.is_empty(), lang) {
        (false, Lang::En) => counts.join(", "),
        (false, Lang::ZhTw) => counts.join("、"),
        (true, _) => Text::new("none", "無").lang(lang).to_owned(),
    }
}

/// The findings of this severity and above by rule, so that one rule with many places does not hide the others; the
/// worst rules first.
fn groups<'s, 'r>(scan: &'s Scan<'r, '_>, show: Severity) -> Vec<Vec<&'s ScanFinding<'r>>> {
    let mut groups: Vec<Vec<&ScanFinding<'_>>> = Vec::new();
    let mut by_rule: HashMap<&str, usize> = HashMap::new();
    for one in scan.findings.iter().filter(|one| one.finding.severity >= show) {
        let at = *by_rule.entry(&one.rule.id).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    groups
}

fn write_group(
    out: &mut impl io::Write,
    group: &[&ScanFinding<'_>],
    scan: &Scan<'_, '_>,
    options: &Options<'_>,
) -> io::Result<()> {
    let lang = options.lang;
    let Some(first) = group.first() else { return Ok(()) };
    let worst = first.finding.severity;
    let severity = match lang {
        Lang::En => worst.word().to_uppercase(),
        Lang::ZhTw => worst.text().zh_tw,
    };
    let colour = match worst {
        Severity::Critical | Severity::High => "31",
        Severity::Medium => "33",
        Severity::Low | Severity::Info => "36",
    };
    let count = match group.len() {
        1 => String::new(),
        count => Text::new(format!("  × {count}"), format!("　共 {count} 項")).lang(lang).to_owned(),
    };
    let text = first.rule.text(lang);
    writeln!(out, "  {}  {}  [{}]{count}", paint(&severity, colour, options), text.title, first.rule.id)?;
    writeln!(out, "      {}", text.message(&first.finding.evidence))?;
    if group.iter().any(|one| one.finding.origin != Origin::Own) {
        writeln!(out, "      {}", owners(group, lang))?;
    }
    for one in group.iter().take(PLACES) {
        let location = &one.finding.location;
        writeln!(out, "      {}", escape(&location.to_string()))?;
        if let Some(original) = options.original(location, &scan.facts) {
            writeln!(out, "        = {}", original.method)?;
        }
    }
    let more = group.len().saturating_sub(PLACES);
    if more > 0 {
        let places = if more == 1 { "place" } else { "places" };
        let text = Text::new(format!("… and {more} more {places}"), format!("…另有 {more} 處"));
        writeln!(out, "      {}", text.lang(lang))?;
    }
    Ok(())
}

/// Whose the findings of a rule are: `2 own, 1 OkHttp, 3 unknown`.
fn owners(group: &[&ScanFinding<'_>], lang: Lang) -> String {
    let mut counts: BTreeMap<&Origin, usize> = BTreeMap::new();
    for one in group {
        let count = counts.entry(&one.finding.origin).or_default();
        *count = count.saturating_add(1);
    }
    let counts = counts.into_iter().map(|(origin, count)| match (origin, lang) {
        (Origin::Own, Lang::En) => format!("{count} own"),
        (Origin::Own, Lang::ZhTw) => format!("自有程式碼 {count} 項"),
        (Origin::ThirdParty(name), Lang::En) => format!("{count} {name}"),
        (Origin::ThirdParty(name), Lang::ZhTw) => format!("第三方 SDK {name} {count} 項"),
        (Origin::Unknown, Lang::En) => format!("{count} of unknown origin"),
        (Origin::Unknown, Lang::ZhTw) => format!("來源不明 {count} 項"),
    });
    let (head, comma) = match lang {
        Lang::En => ("whose: ", ", "),
        Lang::ZhTw => ("歸屬：", "、"),
    };
    format!("{head}{}", counts.collect::<Vec<_>>().join(comma))
}

/// What Android itself would not take, or may not: tools that refuse the same say nothing about the rest.
fn accepted(out: &mut impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let Some(accepts) = scan.facts.platform_accepts else { return Ok(()) };
    let lang = options.lang;
    let parts = [
        (Part::Container, Some(accepts.container)),
        (Part::Manifest, Some(accepts.manifest)),
        (Part::Resources, accepts.resources),
    ];
    for (part, answer) in parts {
        let part = part.text();
        let said = match answer {
            Some(Accepts::No) => Text::new(
                format!("Android would refuse the {}; it was read all the same", part.en),
                format!("Android 將拒絕此{}，本次仍予分析", part.zh_tw),
            ),
            Some(Accepts::Unknown) => Text::new(
                format!("It cannot be told whether Android would take the {}", part.en),
                format!("無法判定 Android 是否接受此{}", part.zh_tw),
            ),
            Some(Accepts::Yes) | None => continue,
        };
        writeln!(out, "  {}", said.lang(lang))?;
    }
    Ok(())
}

/// What the app looks for when it starts: what the rules for securities firms ask for, whatever else was found.
fn launch(out: &mut impl io::Write, scan: &Scan<'_, '_>, options: &Options) -> io::Result<()> {
    let Some(defences) = scan.facts.defences() else { return Ok(()) };
    let lang = options.lang;
    let colon = Text::new(": ", "：");
    writeln!(out, "  {}", Text::new("When the app starts", "App 啟動時").lang(lang))?;
    let asked = [Threat::Root, Threat::Emulator, Threat::UsbDebugging];
    for one in defences.iter().filter(|one| asked.contains(&one.threat)) {
        let (threat, state) = (one.threat.text(), one.checked.text());
        writeln!(out, "    {}{}{}", threat.lang(lang), colon.lang(lang), state.lang(lang))?;
    }
    Ok(())
}

/// What was read, and first of all what was not.
fn coverage(out: &mut impl io::Write, scan: &Scan<'_, '_>, options: &Options<'_>) -> io::Result<()> {
    let lang = options.lang;
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    let colon = say(": ", "：");
    let whole: Vec<String> = scan
        .coverage
        .iter()
        .filter(|part| part.seen == Seen::Whole)
        .map(|part| part.part.text().lang(lang).to_owned())
        .collect();
    writeln!(out, "  {}{colon}{}", say("Read in full", "完整分析"), whole.join(&say(", ", "、")))?;
    let code = &scan.facts.code;
    if code.methods() > 0 {
        let (files, methods, instructions) = (code.files.len(), code.methods(), code.instructions());
        writeln!(
            out,
            "    {}",
            say(
                &format!("{files} DEX, {methods} methods, {instructions} instructions"),
                &format!("DEX {files} 個、方法 {methods} 個、指令 {instructions} 個"),
            )
        )?;
        obfuscation(out, scan, lang)?;
    }
    for part in &scan.coverage {
        if let Seen::Partly(why) = &part.seen {
            let name = part.part.text();
            writeln!(
                out,
                "  {}{colon}{} — {}",
                say("NOT read in full", "未完整分析"),
                name.lang(lang),
                escape(why.lang(lang))
            )?;
        }
    }
    for hit in scan.limits.iter().take(SHOWN) {
        writeln!(
            out,
            "  {}{colon}{} {}",
            say("Limit reached", "達到分析上限"),
            escape(&hit.artifact),
            escape(&hit.what)
        )?;
    }
    for one in scan.verdicts.iter().filter(|one| scan.crashed.iter().any(|id| *id == *one.rule.id)) {
        if let Verdict::Inconclusive(why) = &one.verdict {
            writeln!(out, "  {}: {}", one.rule.id, why.lang(lang))?;
        }
    }
    let oddities = scan.issues().count();
    if oddities > 0 {
        let text = say(
            &format!("{oddities} oddities of the package are in the JSON report"),
            &format!("套件結構異常 {oddities} 處，詳見 JSON 報告"),
        );
        writeln!(out, "  {text}")?;
    }
    Ok(())
}

/// What an obfuscator left of own names; nothing when there are none of the app's own packages.
fn obfuscation(out: &mut impl io::Write, scan: &Scan<'_, '_>, lang: Lang) -> io::Result<()> {
    let found = scan.facts.obfuscation();
    let tools: Vec<String> =
        found.tools.iter().map(|tool| format!("{} {}", tool.name, tool.version)).collect();
    let comma = if lang == Lang::En { ", " } else { "、" };
    if let Some(percent) = found.names.percent() {
        let (readable, all) = (found.names.readable, found.names.all);
        let text = Text::new(
            format!("own names readable: {readable} of {all} ({percent} %)"),
            format!("自有程式碼之可讀名稱：{all} 個中 {readable} 個（{percent}%）"),
        );
        writeln!(out, "    {}", text.lang(lang))?;
    }
    if !tools.is_empty() {
        let text = Text::new("written by: ", "產生工具：");
        writeln!(out, "    {}{}", text.lang(lang), tools.join(comma))?;
    }
    Ok(())
}

fn paint(text: &str, code: &str, options: &Options<'_>) -> String {
    if options.color { format!("\u{1b}[{code};1m{text}\u{1b}[0m") } else { text.to_owned() }
}

fn size(bytes: u64) -> String {
    let tenths = |unit: u64| bytes.saturating_mul(10) / unit;
    match bytes {
        0..=9_999 => format!("{bytes} B"),
        10_000..=999_999 => format!("{} kB", bytes / 1000),
        _ => format!("{}.{} MB", tenths(1_000_000) / 10, tenths(1_000_000) % 10),
    }
}
