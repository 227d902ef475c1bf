use facts::{Const, Facts, Interest};
use finding::Evidence;
use rules::Sink;

use super::{arguments, ask};
use crate::{Detector, Unknown};

/// The passphrase or key of an encrypted database that stands in the code.
pub(crate) struct DatabaseKey;

/// Calls that open or configure an encrypted database, with the argument that is its key.
const CALLS: &[(&str, usize)] = &[
    ("Lnet/sqlcipher/database/SupportFactory;-><init>([B*)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getWritableDatabase(Ljava/lang/String;)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getReadableDatabase(Ljava/lang/String;)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getWritableDatabase([B)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getReadableDatabase([B)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getWritableDatabase([C)", 0),
    ("Lnet/sqlcipher/database/SQLiteOpenHelper;->getReadableDatabase([C)", 0),
    ("Lnet/sqlcipher/database/SQLiteDatabase;->openDatabase(Ljava/lang/String;Ljava/lang/String;*)", 1),
    ("Lnet/sqlcipher/database/SQLiteDatabase;->openDatabase(Ljava/lang/String;[*)", 1),
    (
        "Lnet/sqlcipher/database/SQLiteDatabase;->openOrCreateDatabase(Ljava/lang/String;Ljava/lang/String;*)",
        1,
    ),
    ("Lnet/sqlcipher/database/SQLiteDatabase;->openOrCreateDatabase(Ljava/lang/String;[*)", 1),
    ("Lnet/sqlcipher/database/SQLiteDatabase;->openOrCreateDatabase(Ljava/io/File;Ljava/lang/String;*)", 1),
    ("Lnet/sqlcipher/database/SQLiteDatabase;->openOrCreateDatabase(Ljava/io/File;[*)", 1),
    ("Lnet/zetetic/database/sqlcipher/SupportOpenHelperFactory;-><init>([B*)", 0),
    (
        "Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openDatabase(Ljava/lang/String;Ljava/lang/String;*)",
        1,
    ),
    ("Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openDatabase(Ljava/lang/String;[B*)", 1),
    (
        "Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openOrCreateDatabase(Ljava/lang/String;Ljava/lang/String;*)",
        1,
    ),
    ("Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openOrCreateDatabase(Ljava/lang/String;[B*)", 1),
    (
        "Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openOrCreateDatabase(Ljava/io/File;Ljava/lang/String;*)",
        1,
    ),
    ("Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->openOrCreateDatabase(Ljava/io/File;[B*)", 1),
    (
        "Lnet/zetetic/database/sqlcipher/SQLiteOpenHelper;-><init>(Landroid/content/Context;Ljava/lang/String;Ljava/lang/String;*)",
        2,
    ),
    (
        "Lnet/zetetic/database/sqlcipher/SQLiteOpenHelper;-><init>(Landroid/content/Context;Ljava/lang/String;[B*)",
        2,
    ),
    ("Lio/realm/RealmConfiguration$Builder;->encryptionKey([B)", 0),
    ("Lio/realm/kotlin/RealmConfiguration$Builder;->encryptionKey([B)", 0),
    ("Lcom/tencent/mmkv/MMKV;->mmkvWithID(Ljava/lang/String;ILjava/lang/String;*)", 2),
    ("Lcom/tencent/mmkv/MMKV;->defaultMMKV(ILjava/lang/String;)", 1),
];

/// Whether a value is a key at all: with an empty one, or none, the database is not encrypted.
fn is_key(value: &Const) -> bool {
    match value {
        Const::Text(text) => !text.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
        Const::OneOf(values) => values.iter().any(is_key),
        _ => false,
    }
}

impl Detector for DatabaseKey {
    fn id(&self) -> &'static str {
        "database-key"
    }

    fn interest(&self, interest: &mut Interest) {
        ask(interest, CALLS);
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut examined = 0u32;
        for (site, value) in arguments(facts, CALLS) {
            examined = examined.saturating_add(1);
            if value.is_known() && is_key(value) {
                out.fail(site.location.clone())
                    .value("callee", &site.callee)
                    .evidence(Evidence::masked("key", &value.plain()))
                    .anchor(&site.callee);
            }
        }
        out.examined("calls", examined);
        Ok(())
    }
}
