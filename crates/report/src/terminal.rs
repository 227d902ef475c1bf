//! The terminal summary: what it is, the verdict, the counts, what was not read, the first reasons, the next command.

use std::io;

use container::Accepts;
use engine::{Exit, Scan, ScanFinding};
use facts::{Part, Seen, Threat};
use finding::{Lang, Severity, Text, Verdict, escape};

use crate::Options;

/// Findings shown before the reader is sent to a full report.
const SHOWN: usize = 12;

/// Writes the summary.
pub fn write(mut out: impl io::Write, scan: &Scan<'_, '_>, options: &Options) -> io::Result<()> {
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
    let counts = Severity::ALL.iter().rev().map(|&severity| (severity, scan.count(severity)));
    let counts: Vec<String> = counts
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| match lang {
            Lang::En => format!("{count} {severity}"),
            Lang::ZhTw => format!("{} {count} 項", severity.text().zh_tw),
        })
        .collect();
    let counts = if counts.is_empty() { say("none", "無") } else { counts.join(&say(", ", "、")) };
    writeln!(out, "  {}{colon}{counts}", say("Findings", "發現事項"))?;
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

    let shown: Vec<&ScanFinding<'_>> =
        scan.findings.iter().filter(|one| one.finding.severity >= options.show).collect();
    if !shown.is_empty() {
        writeln!(out, "\n{}", say("Top reasons", "主要原因"))?;
    }
    for one in shown.iter().take(SHOWN) {
        let finding = &one.finding;
        let severity = match lang {
            Lang::En => finding.severity.word().to_uppercase(),
            Lang::ZhTw => finding.severity.text().zh_tw,
        };
        let colour = match finding.severity {
            Severity::Critical | Severity::High => "31",
            Severity::Medium => "33",
            Severity::Low | Severity::Info => "36",
        };
        let text = one.rule.text(lang);
        writeln!(out, "  {}  {}  [{}]", paint(&severity, colour, options), text.title, one.rule.id)?;
        writeln!(out, "      {}", text.message(&finding.evidence))?;
        writeln!(out, "      {}", escape(&finding.location.to_string()))?;
    }
    let more = shown.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "  {}", say(&format!("… and {more} more"), &format!("…另有 {more} 項")))?;
    }
    let rule = shown.first().map(|one| one.rule.id.clone());
    let next = rule.map_or_else(String::new, |rule| format!("appraise explain {rule} · "));
    writeln!(
        out,
        "\n{}{colon}{next}appraise scan {} -o json=report.json",
        say("Next", "後續步驟"),
        escape(&app.file_name)
    )
}

/// What Android itself would not take, or may not: tools that refuse the same say nothing about the rest.
fn accepted(out: &mut impl io::Write, scan: &Scan<'_, '_>, options: &Options) -> io::Result<()> {
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
fn coverage(out: &mut impl io::Write, scan: &Scan<'_, '_>, options: &Options) -> io::Result<()> {
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

fn paint(text: &str, code: &str, options: &Options) -> String {
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
