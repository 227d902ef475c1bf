use facts::{Const, Facts, Interest};
use finding::Severity;
use rules::Sink;

use super::{arguments, ask, undecided};
use crate::{Detector, Unknown};

/// Commands that the app runs: as root, or put together from what is not fixed in the code.
pub(crate) struct ShellCommand;

const CALLS: &[(&str, usize)] = &[
    ("Ljava/lang/Runtime;->exec(Ljava/lang/String;*)", 0),
    ("Ljava/lang/Runtime;->exec([Ljava/lang/String;*)", 0),
    ("Ljava/lang/ProcessBuilder;-><init>([Ljava/lang/String;)", 0),
    ("Ljava/lang/ProcessBuilder;-><init>(Ljava/util/List;)", 0),
    ("Ljava/lang/ProcessBuilder;->command([Ljava/lang/String;)", 0),
    ("Ljava/lang/ProcessBuilder;->command(Ljava/util/List;)", 0),
];

/// What a command is, as far as the code tells.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Command {
    /// Fixed, and harmless in itself.
    Fixed,
    /// Looks for signs of a rooted phone.
    RootCheck,
    /// Runs a program as root.
    Root,
    /// A shell reads what is not fixed.
    Shell,
    /// Words of a fixed program that are not fixed, split at spaces.
    Words,
    /// Not even the program is known.
    Unknown,
}

/// Words that are known up to the first that is not.
struct Words {
    known: Vec<String>,
    /// Whether something that is not fixed follows.
    open: bool,
    /// Whether the platform splits the text at spaces.
    split: bool,
}

fn words(command: &Const) -> Words {
    let split = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    match command {
        Const::Text(text) => Words { known: split(text), open: false, split: true },
        Const::Joined(pieces) => {
            let first = pieces.first().and_then(Const::text).unwrap_or_default();
            let mut known: Vec<String> = split(first);
            // Where no space stands before the unknown piece, the last word goes on in it.
            if known.len() == 1 && !first.ends_with(char::is_whitespace) {
                known.clear();
            }
            Words { known, open: true, split: true }
        }
        Const::List(elements) => {
            let texts = elements.iter().map_while(Const::text);
            let known: Vec<String> = texts.map(str::to_owned).collect();
            let open = known.len() < elements.len();
            Words { known, open, split: false }
        }
        _ => Words { known: Vec::new(), open: true, split: true },
    }
}

/// Whether words look for `su` or the like without running anything as root.
fn is_root_check(words: &[String]) -> bool {
    let all: Vec<&str> = words.iter().flat_map(|word| word.split_whitespace()).collect();
    let names = |word: &&&str| {
        let name = word.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default();
        matches!(name, "su" | "busybox" | "magisk" | "daemonsu" | "Superuser.apk")
    };
    let looks = |word: &&&str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        matches!(name, "which" | "whereis" | "type" | "command" | "ls" | "stat" | "test" | "find" | "[")
    };
    let at = all.iter().position(|word| names(&word));
    let looked = all.iter().position(|word| looks(&word));
    matches!((looked, at), (Some(looked), Some(at)) if looked < at)
        || all
            .iter()
            .position(|word| names(&word))
            .is_some_and(|at| matches!(all.get(at.saturating_add(1)), Some(&("-v" | "-V" | "--version"))))
}

fn classify(command: &Const) -> Command {
    let Words { known, open, split } = words(command);
    let Some(program) = known.first().map(|one| one.rsplit('/').next().unwrap_or_default()) else {
        return if open { Command::Unknown } else { Command::Fixed };
    };
    let (is_su, is_shell) = (program == "su", matches!(program, "sh" | "bash" | "ash" | "mksh"));
    let runs_su = || known.iter().skip(1).any(|word| word.split_whitespace().next() == Some("su"));
    match () {
        () if open && (is_su || is_shell) => Command::Shell,
        () if is_root_check(&known) => Command::RootCheck,
        () if is_su || (is_shell && runs_su()) => Command::Root,
        () if open && split => Command::Words,
        () => Command::Fixed,
    }
}

impl Detector for ShellCommand {
    fn id(&self) -> &'static str {
        "shell-command"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (mut examined, mut root_checks) = (0u32, 0u32);
        for (site, value) in arguments(facts, CALLS) {
            examined = examined.saturating_add(1);
            let kinds: Vec<Command> = value.each().iter().map(classify).collect();
            let worst = [Command::Shell, Command::Root, Command::Words, Command::Unknown, Command::RootCheck];
            let kind = worst.into_iter().find(|kind| kinds.contains(kind)).unwrap_or(Command::Fixed);
            let severity = match kind {
                Command::Shell => Severity::High,
                Command::Root | Command::Words => Severity::Medium,
                Command::Unknown => {
                    out.unknown(undecided(&site.location));
                    continue;
                }
                Command::RootCheck => {
                    root_checks = root_checks.saturating_add(1);
                    continue;
                }
                Command::Fixed => continue,
            };
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("command", value.to_string())
                .anchor(&site.callee)
                .severity(severity);
        }
        out.examined("commands", examined);
        if root_checks > 0 {
            out.examined("commands that look for a rooted phone", root_checks);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(words: &[&str], open: bool) -> Const {
        let words = words.iter().map(|&word| Const::Text(word.into()));
        words.chain(open.then_some(Const::Unknown)).collect()
    }

    #[test]
    fn a_command_is_told_by_its_program_and_what_is_not_fixed() {
        let text = |text: &str| classify(&Const::Text(text.into()));
        assert_eq!(text("logcat -d"), Command::Fixed);
        assert_eq!(text("which su"), Command::RootCheck);
        assert_eq!(text("/system/xbin/which su"), Command::RootCheck);
        assert_eq!(text("su -v"), Command::RootCheck);
        assert_eq!(text("su"), Command::Root);
        assert_eq!(text("su -c reboot"), Command::Root);
        assert_eq!(classify(&list(&["sh", "-c"], true)), Command::Shell);
        assert_eq!(classify(&list(&["/system/bin/sh", "-c", "type su"], false)), Command::RootCheck);
        assert_eq!(classify(&list(&["ping", "-c", "1"], true)), Command::Fixed);
        assert_eq!(classify(&list(&[], true)), Command::Unknown);
        let joined =
            |first: &str| classify(&Const::Joined([Const::Text(first.into()), Const::Unknown].into()));
        assert_eq!(joined("ping -c 1 "), Command::Words);
        assert_eq!(joined("/data/local/"), Command::Unknown);
        assert_eq!(joined("su -c "), Command::Shell);
    }
}
