use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand, ValueEnum};
use finding::{Confidence, Date, Lang, Severity};
use report::Format;
use report::mapping::Mapping;

use crate::Failure;

/// Exit codes, printed below every help text.
const EXIT_CODES: &str = "\
Exit codes:
  0    complete; nothing at or above --fail-on
  1    complete; findings at or above --fail-on
  2    wrong usage or configuration
  3    nothing to scan: not an app package, or a form that is not supported
  4    incomplete: a limit was reached or something could not be read; wins over 0 and 1
  5    internal or input/output error
  130  interrupted";

/// Exit codes of `signature`, in place of those of a scan.
const SIGNATURE_EXIT_CODES: &str = "\
Exit codes:
  0    verified on every API level of the range
  1    not verified on some
  2    wrong usage
  3    not an APK
  4    incomplete: a limit was reached
  5    internal or input/output error";

const EVIDENCE_EXIT_CODES: &str = "\
Exit codes:
  0    done; the pack holds
  2    wrong usage, no report, no key
  5    internal or input/output error
  7    the pack does not hold";

const EXAMPLES: &str = "\
Examples:
  appraise scan app.apk
  appraise scan app.ipa --lang zh-TW -o json=report.json -o sarif=report.sarif
  appraise signature app.apk
  appraise explain android.crypto.ecb-mode
  appraise explain fp1:9b1e44c0 --in app.apk --path
  appraise rules list --by-check";

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  appraise explain android.crypto.ecb-mode
  appraise explain android.crypto.ecb-mode --in app.apk --path
  appraise explain android.crypto.ecb-mode --in app.apk --at LoginActivity --path
  appraise explain fp1:9b1e44c0 --in app.apk --path --mapping mapping.txt
  appraise explain fp1:9b1e44c0 --in report.json --path";

/// Scans Android and iOS app packages against OWASP Mobile Top 10 and the MAS baseline. Offline: it opens no connection.
#[derive(Parser)]
#[command(name = "appraise", version, after_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) global: Global,
}

/// The version and the hash of the rules inside, since both decide a verdict.
pub(crate) fn version() -> String {
    let rules = rules::embedded().map_or_else(|_| "broken".to_owned(), |set| set.to_string());
    format!("{} ({rules})", env!("CARGO_PKG_VERSION"))
}

#[derive(Args)]
pub(crate) struct Global {
    /// Language of titles, messages and the summary
    #[arg(long, global = true, env = "APPRAISE_LANG", default_value = "en", value_parser = lang)]
    pub(crate) lang: Lang,
    /// Colours in the summary
    #[arg(long, global = true, env = "APPRAISE_COLOR", default_value = "auto")]
    pub(crate) color: Color,
    /// Threads; the result does not depend on it [default: all cores]
    #[arg(long, global = true, env = "APPRAISE_JOBS", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) jobs: Option<u16>,
    /// Company rules: a folder of rule folders, checked like the built-in ones
    #[arg(long, global = true, env = "APPRAISE_RULES", value_name = "DIR")]
    pub(crate) rules: Option<PathBuf>,
    /// No progress bar
    #[arg(long, global = true, env = "APPRAISE_NO_PROGRESS")]
    pub(crate) no_progress: bool,
    /// No messages on standard error except errors
    #[arg(short, long, global = true, env = "APPRAISE_QUIET")]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExitPolicy {
    /// The exit code tells the verdict
    Gate,
    /// 0 also with findings; for systems that read the report
    ReportOnly,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Scan an app package and judge it by all rules
    Scan(ScanArgs),
    /// Show what a package is: identity, units, signatures, coverage; no judgement
    Inspect(InspectArgs),
    /// Verify the signatures of an APK as each Android release does, and show who signed
    #[command(after_help = SIGNATURE_EXIT_CODES)]
    Signature(SignatureArgs),
    /// Seal reports into a signed pack, and verify packs
    #[command(subcommand, after_help = EVIDENCE_EXIT_CODES)]
    Evidence(EvidenceCommand),
    /// Explain a rule, or with --in a finding: what was seen, how the app comes there, the code around it
    #[command(after_help = EXPLAIN_EXAMPLES)]
    Explain(ExplainArgs),
    /// List or check rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Print the JSON Schema of a format
    Schema {
        /// json-v1 or signature-v1
        format: String,
    },
    /// Print a completion script for a shell
    Completions {
        /// Shell to complete for
        shell: clap_complete::Shell,
    },
}

#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// Rule id, such as android.crypto.ecb-mode; or the fingerprint of a finding, its first digits are enough
    pub(crate) what: String,
    /// Where the finding is: the package, or a report of `appraise scan -o json=FILE`
    #[arg(long = "in", value_name = "FILE")]
    pub(crate) within: Option<PathBuf>,
    /// Only findings whose place holds this text, such as a class or a component
    #[arg(long, value_name = "TEXT", requires = "within")]
    pub(crate) at: Option<String>,
    /// Show how the app comes to the place, and from a package the instructions around it
    #[arg(long, requires = "within")]
    pub(crate) path: bool,
    /// Instructions shown before and after the place
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub(crate) around: u16,
    #[command(flatten)]
    pub(crate) mapping: MappingArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Args)]
pub(crate) struct MappingArgs {
    /// mapping.txt of R8 or ProGuard: shows names before obfuscation beside those in the package; decides nothing
    #[arg(long, env = "APPRAISE_MAPPING", value_name = "FILE")]
    mapping: Option<PathBuf>,
}

impl MappingArgs {
    pub(crate) fn read(&self) -> Result<Option<Mapping>, Failure> {
        let Some(path) = &self.mapping else { return Ok(None) };
        let bytes = package::read_capped(path, report::mapping::MAX_BYTES);
        let bytes = bytes.map_err(|error| Failure::Usage(error.into()))?;
        let read = Mapping::parse(bytes);
        let refused = || anyhow::anyhow!("{}: no class of a mapping file is in it", path.display());
        read.ok_or_else(refused).map_err(Failure::Usage).map(Some)
    }
}

#[derive(Args)]
pub(crate) struct ScanArgs {
    /// APK, IPA, .app folder, or a single DEX, ELF or Mach-O file
    pub(crate) path: PathBuf,
    /// Write a report: text, json (= json-v1), sarif or html; may repeat; `-` is standard output
    #[arg(short, long = "output", value_name = "FORMAT=PATH", value_parser = Output::from_str)]
    pub(crate) output: Vec<Output>,
    /// Format on standard output when no -o is given
    #[arg(short, long, env = "APPRAISE_FORMAT", default_value = "text", value_parser = Format::from_str)]
    pub(crate) format: Format,
    /// Exit with 1 for findings of this severity and above: info, low, medium, high, critical
    #[arg(long, visible_alias = "severity-threshold", env = "APPRAISE_FAIL_ON", default_value = "medium", value_parser = Severity::from_str)]
    pub(crate) fail_on: Severity,
    /// Level of the MAS baseline for the worksheet of the HTML report: L1, L2 or L3, with the optional items as L3+F
    #[arg(long, env = "APPRAISE_LEVEL")]
    pub(crate) level: Option<standards::Level>,
    /// Only findings of this confidence count for the exit code: low, medium, high
    #[arg(long, env = "APPRAISE_MIN_CONFIDENCE", default_value = "low", value_parser = Confidence::from_str)]
    pub(crate) min_confidence: Confidence,
    /// Show findings of this severity and above in the summary; never changes the verdict
    #[arg(short, long, env = "APPRAISE_SEVERITY", default_value = "info", value_parser = Severity::from_str)]
    pub(crate) severity: Severity,
    /// Whether findings decide the exit code
    #[arg(long, env = "APPRAISE_EXIT_POLICY", default_value = "gate")]
    pub(crate) exit_policy: ExitPolicy,
    /// Judge what has a date (pins, certificates, store requirements) as of this day, such as 2026-11-24
    /// [default: the day the rules were last checked]
    #[arg(long, env = "APPRAISE_AS_OF", value_name = "DATE", value_parser = Date::from_str)]
    pub(crate) as_of: Option<Date>,
    /// Run only this rule; may repeat
    #[arg(long, value_name = "ID")]
    pub(crate) rule: Vec<String>,
    /// SHA-256 of a certificate that must have signed the app; may repeat for an app key and an upload key
    #[arg(long, value_name = "SHA256", value_parser = fingerprint)]
    pub(crate) expect_signer: Vec<String>,
    /// The v4 signature file that lies beside the APK
    #[arg(long, value_name = "FILE")]
    pub(crate) idsig: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) mapping: MappingArgs,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Args)]
pub(crate) struct SignatureArgs {
    /// APK
    pub(crate) path: PathBuf,
    /// Oldest API level to verify for [default: minSdkVersion]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) min_sdk: Option<u32>,
    /// Newest API level to verify for [default: no bound]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_sdk: Option<u32>,
    /// Format on standard output
    #[arg(short, long, env = "APPRAISE_FORMAT", default_value = "text")]
    pub(crate) format: SignatureFormat,
    /// The v4 signature file that lies beside the APK
    #[arg(long, value_name = "FILE")]
    pub(crate) idsig: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SignatureFormat {
    /// A page for people
    Text,
    /// signature-v1
    Json,
}

#[derive(Args)]
pub(crate) struct LimitArgs {
    /// Largest package file in bytes
    #[arg(long, env = "APPRAISE_MAX_PACKAGE_BYTES", value_name = "BYTES")]
    max_package_bytes: Option<u64>,
    /// Largest inflated entry in bytes
    #[arg(long, env = "APPRAISE_MAX_ENTRY_BYTES", value_name = "BYTES")]
    max_entry_bytes: Option<u64>,
    /// Largest sum of inflated entries in bytes
    #[arg(long, env = "APPRAISE_MAX_TOTAL_BYTES", value_name = "BYTES")]
    max_total_bytes: Option<u64>,
}

impl LimitArgs {
    pub(crate) fn limits(&self) -> cursor::Limits {
        let default = cursor::Limits::default();
        cursor::Limits {
            package_bytes: self.max_package_bytes.unwrap_or(default.package_bytes),
            entry_bytes: self.max_entry_bytes.unwrap_or(default.entry_bytes),
            total_bytes: self.max_total_bytes.unwrap_or(default.total_bytes),
            ..default
        }
    }
}

#[derive(Args)]
pub(crate) struct InspectArgs {
    /// APK, IPA, .app folder, or a single DEX, ELF or Mach-O file
    pub(crate) path: PathBuf,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Subcommand)]
pub(crate) enum EvidenceCommand {
    /// Make a key: FILE, which nobody but its owner may read, and FILE.pub
    Keygen {
        /// File of the new key
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Seal reports into a pack that anybody can check with openssl and sha256sum
    Seal {
        /// Reports of `appraise scan -o json=FILE`
        #[arg(required = true, value_name = "REPORT")]
        reports: Vec<PathBuf>,
        /// Other files to seal with them, such as the same report as SARIF
        #[arg(long, value_name = "FILE")]
        attach: Vec<PathBuf>,
        /// Key file
        #[arg(long, value_name = "FILE", env = "APPRAISE_KEY")]
        key: PathBuf,
        /// The pack
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Verify a pack; the first thing that is wrong is named
    Verify {
        /// The pack
        pack: PathBuf,
        /// Public key of the signer, as PEM
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
}

#[derive(Subcommand)]
pub(crate) enum RulesCommand {
    /// List rules with severity and title
    List {
        /// One line a catalogued check with its rules, those without one included
        #[arg(long)]
        by_check: bool,
    },
}

/// `FORMAT=PATH` of `-o`.
#[derive(Clone)]
pub(crate) struct Output {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, path) = text.split_once('=').ok_or("FORMAT=PATH is wanted, such as json=report.json")?;
        Ok(Self { format: format.parse()?, path: path.into() })
    }
}

/// 64 hexadecimal digits, also with colons between the bytes as keytool prints them.
fn fingerprint(text: &str) -> Result<String, String> {
    let digits: String = text.chars().filter(|one| *one != ':').collect::<String>().to_ascii_lowercase();
    let is_hash = digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { Ok(digits) } else { Err(format!("`{text}` is no SHA-256 of 64 hexadecimal digits")) }
}

fn lang(word: &str) -> Result<Lang, String> {
    let known = |lang: &&Lang| lang.tag().eq_ignore_ascii_case(word);
    Lang::ALL.iter().find(known).copied().ok_or_else(|| format!("`{word}` is none of en, zh-TW"))
}
