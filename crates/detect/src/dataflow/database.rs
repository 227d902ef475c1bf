use facts::{CallSite, Const, Facts, Interest, Kind, MethodPattern, ValueOrigin};
use finding::{Confidence, Severity, Text};
use rules::Sink;

use super::sensitive::{Found, of_key, puts_readable};
use super::{ask, calls};
use crate::{Detector, Unknown};

/// A table of a database that is not encrypted has a column for something sensitive.
pub(crate) struct PlainColumn;

const STATEMENTS: &[&str] = &[
    "Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;*)",
    "Landroidx/sqlite/db/SupportSQLiteDatabase;->execSQL(Ljava/lang/String;*)",
    "Landroidx/sqlite/SQLite;->execSQL(Landroidx/sqlite/SQLiteConnection;Ljava/lang/String;)",
];
const VALUES: &[&str] = &["Landroid/content/ContentValues;->put(Ljava/lang/String;Ljava/lang/String;)"];
/// What makes Room open its databases with another engine.
const FACTORIES: &[&str] = &["Landroidx/room/RoomDatabase$Builder;->openHelperFactory(*)"];
const INSERTS: &[&str] = &[
    "Landroid/database/sqlite/SQLiteDatabase;->insert(*)",
    "Landroid/database/sqlite/SQLiteDatabase;->insertWithOnConflict(*)",
    "Landroid/database/sqlite/SQLiteDatabase;->insertOrThrow(*)",
    "Landroid/database/sqlite/SQLiteDatabase;->replace(*)",
    "Landroid/database/sqlite/SQLiteDatabase;->update(*)",
];

impl Detector for PlainColumn {
    fn id(&self) -> &'static str {
        "plain-column"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in STATEMENTS.iter().filter_map(|pattern| MethodPattern::parse(pattern).ok()) {
            interest.add_call(pattern, &[0, 1]);
        }
        ask(interest, VALUES);
        ask(interest, FACTORIES);
        ask(interest, INSERTS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        // Its classes keep their names, since native code looks for them.
        let has_cipher =
            ["Lnet/sqlcipher/database/SQLiteDatabase;", "Lnet/zetetic/database/sqlcipher/SQLiteDatabase;"]
                .iter()
                .any(|class| facts.code.classes.find(class).is_some());
        let has_factory = has_cipher
            || FACTORIES.iter().any(|pattern| facts.code.direct_calls_to(pattern).next().is_some());
        let mut columns: Vec<String> = Vec::new();
        let direct = calls(facts, out, STATEMENTS);
        for site in direct {
            let at = usize::from(site.callee.starts_with("Landroidx/sqlite/SQLite;"));
            let is_room = site.callee.starts_with("Landroidx/");
            for (place, statement) in statements(facts, site, at) {
                let Some((table, found)) = sensitive_columns(&statement) else { continue };
                columns.extend(found.iter().map(|one| one.what.clone()));
                if (is_room || !place.via.is_empty()) && has_factory {
                    out.unknown(Text::new(
                        format!(
                            "{}: the app has another engine for databases, which may encrypt this one",
                            place.location
                        ),
                        format!("{}：App 另有資料庫引擎，此資料庫可能已加密", place.location),
                    ));
                    continue;
                }
                let Some(worst) = found.iter().min_by_key(|one| one.matter) else { continue };
                let names: Vec<&str> = found.iter().map(|one| one.what.as_str()).collect();
                out.fail(place.location.clone())
                    .severity(worst.severity())
                    .value("table", &table)
                    .value("columns", names.join(", "))
                    .anchor(table);
            }
        }
        // A table made elsewhere, such as in a file that is shipped: the names of the values are a lead.
        if INSERTS.iter().all(|pattern| facts.code.direct_calls_to(pattern).next().is_none()) {
            return Ok(());
        }
        let mut slicer = facts.code.slicer();
        for site in calls(facts, out, VALUES) {
            let keys = site.args.first().map_or(&[][..], Const::each);
            let Some(found) = keys.iter().filter_map(Const::text).find_map(of_key) else { continue };
            let fixed = site.args.get(1).is_some_and(Const::is_known);
            let origin = ValueOrigin {
                method: site.caller,
                pc: site.pc,
                kind: Kind::Call(site.callee.as_str().into()),
            };
            if fixed || columns.contains(&found.what) || !puts_readable(&mut slicer, &origin) {
                continue;
            }
            out.fail(site.location.clone())
                .severity(Severity::Low)
                .confidence(Confidence::Low)
                .value("table", "ContentValues")
                .value("columns", &found.what);
        }
        Ok(())
    }
}

/// The texts that a call runs: those at the call, or at the calls of the wrapper around it.
fn statements<'f>(facts: &'f Facts<'_>, site: &'f CallSite, at: usize) -> Vec<(&'f CallSite, String)> {
    let of = |site: &'f CallSite| {
        let values = site.args.get(at).map_or(&[][..], Const::each);
        let texts: Vec<(&'f CallSite, String)> =
            values.iter().filter_map(statement).map(|text| (site, text)).collect();
        texts
    };
    if !site.args.get(at).is_some_and(|value| matches!(value, Const::Parameter(_))) {
        return of(site);
    }
    let wrapped = STATEMENTS.iter().flat_map(|pattern| facts.code.calls_to(pattern));
    wrapped.filter(|one| one.via.last() == Some(&site.location)).flat_map(of).collect()
}

/// A statement, with a blank for each piece that is not known.
fn statement(value: &Const) -> Option<String> {
    match value {
        Const::Text(text) => Some(text.to_string()),
        Const::Joined(pieces) => Some(pieces.iter().map(|piece| piece.text().unwrap_or("?")).collect()),
        _ => None,
    }
}

/// The table that a statement makes, and its columns for something sensitive; `None` when there is none.
fn sensitive_columns(statement: &str) -> Option<(String, Vec<Found>)> {
    let lower = statement.to_ascii_lowercase();
    let words = lower.trim_start();
    if !words.starts_with("create ") || !words.get(..40.min(words.len()))?.contains("table") {
        return None;
    }
    let (head, body) = statement.split_once('(')?;
    let table = head.split_whitespace().last().unwrap_or_default().trim_matches(quote).to_owned();
    let mut found = Vec::new();
    for part in top_level(body) {
        let Some(name) = part.split_whitespace().next() else { continue };
        let name = name.trim_matches(quote);
        let is_constraint = ["PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT"]
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word));
        if !is_constraint {
            found.extend(of_key(name));
        }
    }
    (!found.is_empty()).then_some((table, found))
}

fn quote(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '[' | ']')
}

/// The parts of a list between commas that are in no further parentheses.
fn top_level(body: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut from) = (Vec::new(), 0u32, 0usize);
    for (at, letter) in body.char_indices() {
        match letter {
            '(' => depth = depth.saturating_add(1),
            ')' if depth == 0 => {
                parts.extend(body.get(from..at));
                return parts;
            }
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(body.get(from..at));
                from = at.saturating_add(1);
            }
            _ => {}
        }
    }
    parts.extend(body.get(from..));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_told_from_constraints_and_types() {
        let columns = |text: &str| sensitive_columns(text).map(|(table, found)| (table, found.len()));
        let made =
            "CREATE TABLE IF NOT EXISTS `users` (`id` INTEGER, `password` TEXT, CHECK(length(password) > 3))";
        assert_eq!(columns(made), Some(("users".to_owned(), 1)));
        assert_eq!(columns("CREATE TABLE t (a NUMERIC(10, 2), id_number TEXT)"), Some(("t".to_owned(), 1)));
        assert_eq!(columns("CREATE TABLE t (password_hash TEXT)"), None);
        assert_eq!(columns("CREATE INDEX i ON t (password)"), None);
    }
}
