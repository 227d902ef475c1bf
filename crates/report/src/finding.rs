//! One finding for a person who checks it by hand: what was seen, how the app comes there, the code around the place.

use std::io;

use engine::ScanFinding;
use facts::{Basis, Facts, Listing, Reached, Tri};
use finding::{Lang, Origin, Severity, Text, escape};
use serde_json::Value;

use crate::mapping::Mapping;

/// How a finding is told.
#[derive(Debug, Clone, Copy)]
pub struct How<'m> {
    /// Language.
    pub lang: Lang,
    /// Whether the way to the place and the code around it are told too.
    pub path: bool,
    /// Instructions before and after the place.
    pub around: usize,
    /// Names before obfuscation.
    pub mapping: Option<&'m Mapping>,
}

/// What is told of a finding, from a scan or from a report of an earlier one.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Id of the rule.
    pub rule: String,
    /// `fp1:` and the digits.
    pub fingerprint: String,
    severity: Option<Severity>,
    title: String,
    message: String,
    artifact: String,
    sha256: Option<String>,
    place: String,
    line: Option<u32>,
    original: Option<String>,
    inlined: Vec<String>,
    owner: Option<Text>,
    evidence: Vec<(String, String)>,
    way: Way,
    listing: Option<Listing>,
}

/// How the app comes to a place in DEX code.
#[derive(Debug, Clone, Default)]
enum Way {
    /// The place is none in DEX code, or the manifest names no class.
    #[default]
    NotAsked,
    NoPath,
    From {
        entry: String,
        exported: Option<Tri>,
        steps: Vec<Step>,
    },
}

#[derive(Debug, Clone, Default)]
struct Step {
    method: String,
    original: Option<String>,
    /// Where it calls the next one.
    call: Option<facts::Step>,
}

impl Told {
    /// The place as reports write it, with its artifact.
    pub fn place(&self) -> String {
        format!("{} {}", self.artifact, self.place).trim_end().to_owned()
    }

    /// Everything a scan knows of a finding.
    pub fn from_scan(one: &ScanFinding<'_>, facts: &Facts<'_>, how: &How<'_>) -> Self {
        let finding = &one.finding;
        let location = &finding.location;
        let text = one.rule.text(how.lang);
        let original = how.mapping.and_then(|mapping| mapping.original(location, facts.line_of(location)));
        let hash = facts.app.artifact(&location.artifact).and_then(|artifact| facts.app.sha256_of(artifact));
        let (original, inlined) = original.map_or((None, Vec::new()), |one| (Some(one.method), one.inlined));
        Self {
            rule: one.rule.id.to_string(),
            fingerprint: one.fingerprint.to_string(),
            severity: Some(finding.severity),
            title: text.title.clone(),
            message: text.message(&finding.evidence),
            artifact: escape(&location.artifact),
            sha256: hash.map(|hash| hash.to_string()),
            place: escape(&location.place.to_string()),
            line: facts.source_line(location),
            original,
            inlined,
            owner: Some(owner(&finding.origin, facts.basis_of(location))),
            evidence: finding.evidence.iter().map(|one| (one.name.clone(), one.value.clone())).collect(),
            way: if how.path { way(facts.reached(location), facts, how) } else { Way::NotAsked },
            listing: facts.listing(location, how.around).filter(|_| how.path),
        }
    }

    /// The findings of a `json-v1` report; the error says what is wrong with it.
    pub fn from_report(bytes: &[u8]) -> Result<Vec<Self>, String> {
        let report: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if text(&report, "schema") != "json-v1" {
            return Err("this is no report in the format json-v1".to_owned());
        }
        let findings = report.get("findings").and_then(Value::as_array).ok_or("it has no findings")?;
        Ok(findings.iter().map(Self::from_json).collect())
    }

    fn from_json(one: &Value) -> Self {
        let none = Value::Null;
        let location = one.get("location").unwrap_or(&none);
        let original = location.get("original").unwrap_or(&none);
        let some = |value: String| Some(value).filter(|value| !value.is_empty());
        let origin = one.get("origin").unwrap_or(&none);
        let origin = match text(origin, "kind").as_str() {
            "own" => Some(Origin::Own),
            "third_party" => Some(Origin::ThirdParty(text(origin, "name").into())),
            "unknown" => Some(Origin::Unknown),
            _ => None,
        };
        Self {
            rule: text(one, "rule"),
            fingerprint: text(one, "fingerprint"),
            severity: text(one, "severity").parse().ok(),
            title: text(one, "title"),
            message: text(one, "message"),
            artifact: text(location, "artifact"),
            sha256: some(text(location, "sha256")),
            place: place(location),
            line: None,
            original: some(text(original, "method")),
            inlined: texts(original, "inlined"),
            owner: origin.map(|origin| owner(&origin, None)),
            evidence: list(one, "evidence").map(|one| (text(one, "name"), text(one, "value"))).collect(),
            way: way_of_report(one.get("reachable")),
            listing: None,
        }
    }
}

/// A field of a report, safe to print: the file may have been written by anybody.
fn text(value: &Value, key: &str) -> String {
    escape(value.get(key).and_then(Value::as_str).unwrap_or_default())
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn texts(value: &Value, key: &str) -> Vec<String> {
    list(value, key).filter_map(Value::as_str).map(escape).collect()
}

/// The place of a report's location, as [`finding::Place`] writes it.
fn place(location: &Value) -> String {
    let number = |key: &str| location.get(key).and_then(Value::as_u64);
    match text(location, "kind").as_str() {
        "code" => {
            let pc = number("pc").map_or_else(String::new, |pc| format!("+{pc:#06x}"));
            format!("{}->{}{pc}", text(location, "class"), text(location, "method"))
        }
        "xml" => {
            let mut place = text(location, "path");
            let attribute = text(location, "attribute");
            if !attribute.is_empty() {
                place.push_str(&format!("@{attribute}"));
            }
            if let Some(line) = number("line") {
                place.push_str(&format!(":{line}"));
            }
            place
        }
        "offset" => number("offset").map_or_else(String::new, |offset| format!("{offset:#x}")),
        kind => text(location, kind),
    }
}

fn way(reached: Option<Reached>, facts: &Facts<'_>, how: &How<'_>) -> Way {
    match reached {
        None => Way::NotAsked,
        Some(Reached::NoPath) => Way::NoPath,
        Some(Reached::From { entry, exported, path }) => {
            let next = path.iter().skip(1).map(Some).chain([None]);
            let steps = path.iter().zip(next).map(|(method, next)| Step {
                method: method.clone(),
                original: how.mapping.and_then(|mapping| mapping.original_of(method)).map(|one| one.method),
                call: next.and_then(|next| facts.step(method, next)),
            });
            Way::From { entry, exported, steps: steps.collect() }
        }
    }
}

fn way_of_report(reachable: Option<&Value>) -> Way {
    let Some(reachable) = reachable else { return Way::NotAsked };
    if reachable.get("found").and_then(Value::as_bool) != Some(true) {
        return Way::NoPath;
    }
    let exported = match text(reachable, "exported").as_str() {
        "yes" => Some(Tri::Yes),
        "no" => Some(Tri::No),
        "unknown" => Some(Tri::Unknown),
        _ => None,
    };
    let mut original = texts(reachable, "original_path").into_iter();
    let steps = texts(reachable, "path").into_iter().map(|method| {
        let original = original.next().filter(|original| *original != method);
        Step { method, original, call: None }
    });
    Way::From { entry: text(reachable, "from"), exported, steps: steps.collect() }
}

/// Whose the code is, and why.
fn owner(origin: &Origin, basis: Option<Basis>) -> Text {
    match (origin, basis) {
        (Origin::Own, _) => Text::new("the app's own", "自有程式碼"),
        (Origin::Unknown, _) => Text::new("unknown", "來源不明"),
        (Origin::ThirdParty(sdk), None) => {
            Text::new(format!("{sdk} (third party)"), format!("第三方 SDK {sdk}"))
        }
        (Origin::ThirdParty(sdk), Some(Basis::Prefix(prefix))) => Text::new(
            format!("{sdk} (third party; its classes begin with {prefix})"),
            format!("第三方 SDK {sdk}（其類別名稱以 {prefix} 開頭）"),
        ),
        (Origin::ThirdParty(sdk), Some(Basis::Structure { class, original })) => {
            let class = escape(&class);
            Text::new(
                format!("{sdk} (third party; {class} holds the constants of {original})"),
                format!("第三方 SDK {sdk}（{class} 含 {original} 之常數）"),
            )
        }
    }
}

/// Writes one finding.
pub fn write(out: &mut impl io::Write, told: &Told, how: &How<'_>) -> io::Result<()> {
    let lang = how.lang;
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    let colon = say(": ", "：");
    let severity = match (told.severity, lang) {
        (Some(severity), Lang::En) => format!("{}  ", severity.word().to_uppercase()),
        (Some(severity), Lang::ZhTw) => format!("{}　", severity.text().zh_tw),
        (None, _) => String::new(),
    };
    writeln!(out, "{severity}{}\n{}  {}\n", told.title, told.rule, told.fingerprint)?;
    writeln!(out, "{}\n  {}", say("What was seen", "看到什麼"), told.message)?;
    writeln!(out, "  {}{colon}{}", say("place", "位置"), told.place())?;
    if let Some(line) = told.line {
        writeln!(out, "  {}{colon}{line}", say("source line", "原始碼行號"))?;
    }
    if let Some(original) = &told.original {
        writeln!(out, "  {}{colon}{original}", say("before obfuscation", "混淆前"))?;
    }
    for inlined in &told.inlined {
        writeln!(out, "  {}{colon}{inlined}", say("inlined there", "內嵌於該處"))?;
    }
    if let Some(hash) = &told.sha256 {
        writeln!(out, "  {}{colon}{} {hash}", say("file", "檔案"), told.artifact)?;
    }
    if let Some(owner) = &told.owner {
        writeln!(out, "  {}{colon}{}", say("whose", "歸屬"), owner.lang(lang))?;
    }
    for (name, value) in &told.evidence {
        writeln!(out, "  {name}{colon}{value}")?;
    }
    if how.path {
        write_way(out, told, how)?;
        write_listing(out, told, how)?;
    }
    Ok(())
}

fn write_way(out: &mut impl io::Write, told: &Told, how: &How<'_>) -> io::Result<()> {
    let lang = how.lang;
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(lang).to_owned();
    writeln!(out, "\n{}", say("How the app comes there", "呼叫路徑"))?;
    let (entry, exported, steps) = match &told.way {
        Way::NotAsked => {
            let none = say("No path is looked for to such a place.", "此類位置不追查呼叫路徑。");
            return writeln!(out, "  {none}");
        }
        Way::NoPath => {
            let none = say(
                "No path was found from a class that the manifest names. Reflection and native code are not followed.",
                "自資訊清單宣告之類別出發，未發現呼叫路徑；反射及原生程式碼之呼叫未予追查。",
            );
            return writeln!(out, "  {none}");
        }
        Way::From { entry, exported, steps } => (entry, exported, steps),
    };
    let exported = match exported {
        Some(Tri::Yes) => say(" (exported: other apps may start it)", "（對外開放：其他 App 可啟動）"),
        Some(Tri::No) => say(" (not exported)", "（未對外開放）"),
        Some(Tri::Unknown) => say(" (whether it is exported cannot be told)", "（無法判定是否對外開放）"),
        None => String::new(),
    };
    writeln!(out, "  {entry}{exported}")?;
    for (at, step) in steps.iter().enumerate() {
        let call = match &step.call {
            Some(facts::Step { pc, line: Some(line) }) => say(
                &format!("  calls the next at {pc:04x}, line {line}"),
                &format!("　於 {pc:04x}（第 {line} 行）呼叫下一個方法"),
            ),
            Some(facts::Step { pc, line: None }) => {
                say(&format!("  calls the next at {pc:04x}"), &format!("　於 {pc:04x} 呼叫下一個方法"))
            }
            None => String::new(),
        };
        writeln!(out, "  {:>3}  {}{call}", at.saturating_add(1), step.method)?;
        if let Some(original) = &step.original {
            writeln!(out, "       = {original}")?;
        }
    }
    Ok(())
}

fn write_listing(out: &mut impl io::Write, told: &Told, how: &How<'_>) -> io::Result<()> {
    let say = |en: &str, zh_tw: &str| Text::new(en, zh_tw).lang(how.lang).to_owned();
    let Some(listing) = &told.listing else {
        if matches!(told.way, Way::NotAsked) {
            return Ok(());
        }
        let hint = say(
            "A report holds no code: give the package with --in to see the instructions.",
            "報告不含程式碼，請以 --in 指定套件檢視指令。",
        );
        return writeln!(out, "\n{hint}");
    };
    writeln!(out, "\n{}", say("The code", "程式碼"))?;
    let (before, after) = listing.cut;
    if before {
        writeln!(out, "     …")?;
    }
    for (at, line) in listing.lines.iter().enumerate() {
        let mark = if listing.at == Some(at) { "->" } else { "  " };
        writeln!(out, "  {mark} {line}")?;
    }
    if after {
        writeln!(out, "     …")?;
    }
    Ok(())
}
