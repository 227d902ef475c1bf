use facts::{CallSite, Const, Facts, Interest, Kind, MethodPattern, Slice, Slicer, ValueOrigin, Which};
use finding::Severity;
use rules::Sink;

use super::outside::{Outside, allows_value};
use super::{is_of_library, name_of, not_followed, sources};
use crate::{Detector, Unknown};

/// An SQL statement that text from elsewhere is joined into.
pub(crate) struct JoinedSql;

/// Classes of databases that have the same methods.
const DATABASES: &[&str] = &[
    "Landroid/database/sqlite/SQLiteDatabase;",
    "Lnet/sqlcipher/database/SQLiteDatabase;",
    "Lnet/zetetic/database/sqlcipher/SQLiteDatabase;",
    "Lio/requery/android/database/sqlite/SQLiteDatabase;",
];
/// Their methods, and the arguments that are SQL.
const METHODS: &[(&str, &[u16])] = &[
    ("rawQuery(Ljava/lang/String;*)", &[0]),
    ("execSQL(Ljava/lang/String;*)", &[0]),
    ("rawExecSQL(Ljava/lang/String;*)", &[0]),
    ("compileStatement(Ljava/lang/String;)", &[0]),
    ("query(Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;*)", &[0, 2, 4, 5, 6]),
    ("query(ZLjava/lang/String;[Ljava/lang/String;Ljava/lang/String;*)", &[1, 3, 5, 6, 7]),
    ("delete(Ljava/lang/String;Ljava/lang/String;*)", &[0, 1]),
    ("update(Ljava/lang/String;Landroid/content/ContentValues;Ljava/lang/String;*)", &[0, 2]),
    ("updateWithOnConflict(Ljava/lang/String;Landroid/content/ContentValues;Ljava/lang/String;*)", &[0, 2]),
];
const OTHERS: &[(&str, &[u16])] = &[
    ("Landroidx/sqlite/db/SupportSQLiteDatabase;->query(Ljava/lang/String;*)", &[0]),
    ("Landroidx/sqlite/db/SupportSQLiteDatabase;->execSQL(Ljava/lang/String;*)", &[0]),
    ("Landroidx/sqlite/db/SupportSQLiteDatabase;->compileStatement(Ljava/lang/String;)", &[0]),
    ("Landroidx/sqlite/db/SupportSQLiteDatabase;->delete(Ljava/lang/String;Ljava/lang/String;*)", &[0, 1]),
    (
        "Landroidx/sqlite/db/SupportSQLiteDatabase;->update(Ljava/lang/String;ILandroid/content/ContentValues;Ljava/lang/String;*)",
        &[0, 3],
    ),
    ("Landroidx/sqlite/db/SimpleSQLiteQuery;-><init>(Ljava/lang/String;*)", &[0]),
    ("Landroidx/sqlite/SQLiteConnection;->prepare(Ljava/lang/String;)", &[0]),
    ("Landroid/database/sqlite/SQLiteQueryBuilder;->appendWhere(Ljava/lang/CharSequence;)", &[0]),
    (
        "Landroid/database/sqlite/SQLiteQueryBuilder;->query(Landroid/database/sqlite/SQLiteDatabase;[Ljava/lang/String;Ljava/lang/String;*)",
        &[2, 4, 5, 6],
    ),
];

fn sinks() -> Vec<(String, &'static [u16])> {
    let of_databases = DATABASES.iter().flat_map(|class| {
        METHODS.iter().map(move |(method, arguments)| (format!("{class}->{method}"), *arguments))
    });
    of_databases.chain(OTHERS.iter().map(|(method, arguments)| ((*method).to_owned(), *arguments))).collect()
}

/// Whether text is quoted, or is not text, behind an origin.
fn is_harmless(facts: &Facts<'_>, origin: &ValueOrigin) -> bool {
    let escapes = |callee: &str| {
        callee.starts_with("Landroid/database/DatabaseUtils;->sqlEscapeString(")
            || callee.starts_with("Landroid/database/DatabaseUtils;->appendEscapedSQLString(")
            || callee.starts_with("Landroid/database/DatabaseUtils;->appendValueToSql(")
            || callee.starts_with("Ljava/lang/Enum;->name(")
            || matches!(name_of(callee), "hash" | "digest" | "encodeToString" | "encodeHexString")
    };
    sources::is_number(facts, origin) || matches!(&origin.kind, Kind::Call(callee) if escapes(callee))
}

/// Whether the fixed parts of a value are SQL.
fn has_sql(slice: &Slice) -> bool {
    const WORDS: &[&str] = &[
        "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WHERE", " FROM ", " LIKE ", " AND ", " OR ", " IN ",
        "ORDER BY",
    ];
    slice.texts().any(|(_, text)| {
        let text = text.to_ascii_uppercase();
        text.contains('=') || WORDS.iter().any(|word| text.contains(word))
    })
}

impl Detector for JoinedSql {
    fn id(&self) -> &'static str {
        "joined-sql"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in sinks().iter().filter_map(|(pattern, _)| MethodPattern::parse(pattern).ok()) {
            interest.add_method(pattern);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let (outside, mut slicer) = (Outside::new(facts), facts.code.slicer());
        let mut count = 0u32;
        for (pattern, arguments) in sinks() {
            for site in facts.code.direct_calls_to(&pattern) {
                count = count.saturating_add(1);
                judge(facts, &outside, &mut slicer, site, arguments, out);
            }
        }
        out.examined("calls", count);
        Ok(())
    }
}

fn judge(
    facts: &Facts<'_>,
    outside: &Outside<'_>,
    slicer: &mut Slicer<'_, '_>,
    site: &CallSite,
    arguments: &[u16],
    out: &mut Sink<'_>,
) {
    for at in arguments.iter().copied() {
        if site.args.get(usize::from(at)).is_none_or(Const::is_known) {
            continue;
        }
        let Some(slice) = slicer.value(site.caller, site.pc, Which::Argument(at)) else { continue };
        let found = slice.without(&|origin| is_harmless(facts, origin));
        if let Some(given) = outside.first_of(found.iter().map(|(origin, _)| *origin)) {
            let is_guarded = slicer.is_guarded(&slice, &given.origin, &allows_value(&slice));
            if !is_guarded && !is_strict(slicer, site) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .value("argument", at.to_string())
                    .value("by", &given.by);
                return;
            }
            continue;
        }
        // What a library's parameters are, is decided where it is used.
        if is_of_library(facts, site) || !has_sql(&slice) {
            continue;
        }
        let input = found.iter().find(|(origin, is_end)| sources::is_chosen(facts, site, origin, *is_end));
        if let Some((origin, _)) = input {
            if slicer.is_guarded(&slice, &(*origin).clone(), &allows_value(&slice)) {
                continue;
            }
            out.fail(site.location.clone())
                .value("callee", &site.callee)
                .value("argument", at.to_string())
                .value("by", named(facts, origin))
                .severity(Severity::Medium);
            return;
        }
        if !slice.complete {
            out.unknown(not_followed(site));
        }
    }
}

/// Whether a query builder takes columns and conditions only as the app lists them.
fn is_strict(slicer: &mut Slicer<'_, '_>, site: &CallSite) -> bool {
    if !site.callee.starts_with("Landroid/database/sqlite/SQLiteQueryBuilder;->query(") {
        return false;
    }
    let builder = slicer.object(site.caller, site.pc, Which::Receiver);
    builder.is_some_and(|builder| {
        let names = ["setStrict", "setStrictGrammar", "setProjectionMap"];
        builder.calls().any(|(_, callee)| names.contains(&name_of(callee)))
    })
}

/// What an origin is called in a report: the call that gives it, or the method whose parameter it is.
pub(super) fn named(facts: &Facts<'_>, origin: &ValueOrigin) -> String {
    match &origin.kind {
        Kind::Call(callee) => callee.to_string(),
        _ => facts.code.classes.signature(origin.method).unwrap_or_default(),
    }
}
