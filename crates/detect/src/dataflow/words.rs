//! Names that say what a value is: a password, a one-time code, a token, a key, data of a person.

/// What a name says a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Matter {
    /// A password, a PIN or a passphrase.
    Password,
    /// A one-time or card verification code.
    Code,
    /// What a server takes for the customer: token, session, cookie.
    Token,
    /// A secret or private key.
    Key,
    /// Identity number, account, card, telephone or birthday.
    Person,
}

/// Where a name stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// A text that names an entry, a column or a header.
    Entry,
    /// A method, field or parameter.
    Code,
    /// A view that a customer types into.
    View,
}

/// Words that make a name one about a secret rather than of it.
const ABOUT: &[&str] = &[
    "action",
    "activity",
    "adapter",
    "alert",
    "algo",
    "algorithm",
    "alias",
    "allow",
    "allowed",
    "apns",
    "attempt",
    "attempts",
    "auto",
    "autofill",
    "available",
    "builder",
    "callback",
    "can",
    "cancel",
    "cancellation",
    "change",
    "changed",
    "changing",
    "char",
    "check",
    "checked",
    "checker",
    "cipher",
    "class",
    "color",
    "continuation",
    "count",
    "delimiter",
    "desc",
    "description",
    "dialog",
    "digest",
    "disable",
    "disabled",
    "drawable",
    "enable",
    "enabled",
    "encrypt",
    "encrypted",
    "endpoint",
    "err",
    "error",
    "errors",
    "event",
    "exception",
    "exp",
    "expiration",
    "expire",
    "expired",
    "expires",
    "expiry",
    "factory",
    "fail",
    "failed",
    "failure",
    "fcm",
    "firebase",
    "flag",
    "flow",
    "forget",
    "forgot",
    "forgotten",
    "format",
    "fragment",
    "gcm",
    "generator",
    "has",
    "hash",
    "hashed",
    "helper",
    "hidden",
    "hide",
    "hint",
    "hms",
    "icon",
    "image",
    "index",
    "info",
    "instance",
    "invalid",
    "invisible",
    "is",
    "json",
    "keyboard",
    "kind",
    "label",
    "last",
    "len",
    "length",
    "link",
    "listener",
    "locked",
    "manager",
    "mask",
    "masked",
    "max",
    "message",
    "min",
    "mode",
    "msg",
    "name",
    "need",
    "needs",
    "next",
    "page",
    "parse",
    "parser",
    "path",
    "pattern",
    "placeholder",
    "policy",
    "position",
    "prefix",
    "prev",
    "previous",
    "prompt",
    "provider",
    "pub",
    "public",
    "push",
    "redacted",
    "regex",
    "registration",
    "remember",
    "remembered",
    "repository",
    "request",
    "require",
    "required",
    "requires",
    "reset",
    "response",
    "result",
    "resume",
    "retries",
    "retry",
    "rule",
    "rules",
    "salt",
    "save",
    "saved",
    "screen",
    "separator",
    "service",
    "should",
    "show",
    "shown",
    "size",
    "state",
    "status",
    "storage",
    "store",
    "strength",
    "style",
    "suffix",
    "support",
    "supported",
    "sync",
    "tag",
    "theme",
    "time",
    "timeout",
    "timestamp",
    "title",
    "toggle",
    "tokenizer",
    "tries",
    "ttl",
    "type",
    "uri",
    "url",
    "use",
    "using",
    "valid",
    "validate",
    "validation",
    "validator",
    "version",
    "visibility",
    "visible",
    "was",
    "watcher",
    "window",
];

/// What a name says, unless it is only about such a thing: `access_token` is one, `tokenizer` and `password_hint` are not.
pub(super) fn matter(name: &str, of: Of) -> Option<Matter> {
    if !name.is_ascii() {
        return chinese(name);
    }
    if name.len() > 64 {
        return None;
    }
    let words = words(name);
    let all: Vec<&str> = words.iter().map(String::as_str).collect();
    let joined = words.concat();
    let is_about = |word: &&str| ABOUT.binary_search(word).is_ok() || (of != Of::View && *word == "layout");
    if all.iter().any(is_about) || ends_about(&joined) {
        return None;
    }
    // A key is what a name of a constant or of a preference is for; the entry it names is the thing itself.
    let names_entry = of != Of::Entry && all.iter().any(|word| matches!(*word, "key" | "keys" | "pref"));
    let found = password(&all, &joined)
        .or_else(|| code(&all, &joined))
        .or_else(|| token(&all, &joined))
        .filter(|_| !names_entry)
        .or_else(|| key(&all, &joined))
        .or_else(|| person(&all, &joined).filter(|_| !names_entry));
    // A text with blanks is a sentence for people.
    found.filter(|_| !name.contains(' '))
}

/// Whether a name is of something that must not be guessed: a secret as [`matter`] tells it, a nonce, salt or vector.
pub(super) fn makes_secret(name: &str) -> bool {
    let words = words(name);
    let last = words.last().map(String::as_str);
    if matches!(last, Some("nonce" | "salt" | "iv")) && words.len() <= 4 {
        return true;
    }
    matches!(matter(name, Of::Code), Some(Matter::Password | Matter::Code | Matter::Token | Matter::Key))
}

/// Lower-case words of an identifier: `userPIN_code2` is `user`, `pin`, `code`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii_alphabetic() {
            before = ' ';
            continue;
        }
        let next_is_small = letters.peek().is_some_and(char::is_ascii_lowercase);
        let begins =
            before == ' ' || (letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || next_is_small));
        match words.last_mut() {
            Some(last) if !begins => last.push(letter.to_ascii_lowercase()),
            _ => words.push(letter.to_ascii_lowercase().to_string()),
        }
        before = letter;
    }
    words
}

/// Whether a name written in one piece ends in a word that makes it about something: `passwordhint`.
fn ends_about(joined: &str) -> bool {
    const ENDS: &[&str] = &[
        "hint", "error", "length", "enabled", "strength", "visible", "shown", "hash", "expiry", "expires",
        "expired", "title", "label", "type", "status", "changed", "url", "message",
    ];
    ENDS.iter().any(|end| joined.ends_with(end))
}

fn has(words: &[&str], first: &[&str], second: &[&str]) -> bool {
    words.windows(2).any(|pair| matches!(pair, [a, b] if first.contains(a) && second.contains(b)))
}

fn ends(joined: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| joined.ends_with(end))
}

fn password(words: &[&str], joined: &str) -> Option<Matter> {
    const STEMS: &[&str] = &["password", "passwd", "passcode", "passphrase", "passwort", "pincode"];
    const OF_PIN: &[&str] = &[
        "app", "atm", "card", "confirm", "current", "device", "entered", "get", "login", "mobile", "my",
        "new", "old", "plain", "raw", "secret", "security", "trade", "trading", "user", "wallet", "et",
        "edit", "input", "txt", "text", "m",
    ];
    let stem =
        STEMS.iter().any(|stem| joined.contains(stem)) || words.iter().any(|word| word.ends_with("pwd"));
    let pin = joined == "pin"
        || has(words, OF_PIN, &["pin"])
            && words.last().is_some_and(|last| matches!(*last, "pin" | "text" | "edit" | "view" | "input"))
        || has(words, &["pin"], &["code", "number", "no", "edit", "input", "text"]);
    let pass = matches!(joined, "pass" | "userpass" | "loginpass" | "getpass" | "dbpass");
    (stem || pin || pass).then_some(Matter::Password)
}

fn code(words: &[&str], joined: &str) -> Option<Matter> {
    let word = words.iter().any(|word| matches!(*word, "otp" | "totp" | "hotp" | "cvv" | "cvc"));
    let pair = has(
        words,
        &["sms", "verify", "verification", "otp", "security", "auth", "authorization", "passwordless"],
        &["code"],
    ) || has(words, &["one"], &["time"]);
    let whole = ends(joined, &["smscode", "verifycode", "verificationcode", "otpcode", "securitycode"])
        || joined.starts_with("otpcode");
    (word || pair || whole).then_some(Matter::Code)
}

fn token(words: &[&str], joined: &str) -> Option<Matter> {
    const TAILS: &[&str] = &["value", "string", "text", "str", "raw"];
    let mut rest = words;
    while let Some((last, before)) = rest.split_last().filter(|(last, _)| TAILS.contains(last)) {
        let _ = last;
        rest = before;
    }
    let last = rest.last().copied().unwrap_or_default();
    const OTHERS: &[&str] = &["type", "device", "start", "end", "current", "id"];
    let other = |word: &&&str| OTHERS.contains(*word) && !has(words, &["id"], &["token"]);
    let is_token = (last == "token" || last == "tokens") && words.iter().find(other).is_none();
    let whole = ends(
        joined,
        &[
            "accesstoken",
            "authtoken",
            "refreshtoken",
            "sessiontoken",
            "usertoken",
            "logintoken",
            "bearertoken",
            "apitoken",
            "idtoken",
            "jwttoken",
            "jsessionid",
            "sessionid",
        ],
    );
    let word = matches!(
        last,
        "jwt" | "bearer" | "authorization" | "cookie" | "cookies" | "credential" | "credentials"
    );
    (is_token || whole || word || has(words, &["session"], &["id", "key"])).then_some(Matter::Token)
}

fn key(words: &[&str], joined: &str) -> Option<Matter> {
    const KINDS: &[&str] = &[
        "private",
        "secret",
        "master",
        "encryption",
        "signing",
        "aes",
        "des",
        "hmac",
        "symmetric",
        "crypto",
    ];
    let last = words.last().copied().unwrap_or_default();
    let whole =
        ends(joined, &["privatekey", "secretkey", "masterkey", "encryptionkey", "aeskey", "clientsecret"]);
    let found = has(words, KINDS, &["key"])
        || whole
        || last == "secret"
        || last == "mnemonic"
        || has(words, &["seed"], &["phrase"]);
    found.then_some(Matter::Key)
}

fn person(words: &[&str], joined: &str) -> Option<Matter> {
    const NUMBERS: &[&str] = &["number", "no", "num", "nbr"];
    let number = |of: &[&str]| has(words, of, NUMBERS);
    let found = number(&[
        "id",
        "identity",
        "passport",
        "account",
        "acct",
        "acc",
        "card",
        "phone",
        "mobile",
        "cell",
        "telephone",
        "ssn",
    ]) || has(words, &["national", "citizen", "personal", "identity", "tax"], &["id", "card"])
        || has(words, &["id"], &["card"])
        || has(words, &["credit", "debit", "bank"], &["card", "account"])
        || has(words, &["birth"], &["day", "date"])
        || matches!(joined, "ssn" | "dob" | "birthday" | "birthdate" | "msisdn")
        || ends(
            joined,
            &[
                "idno",
                "idnumber",
                "idcard",
                "nationalid",
                "cardno",
                "cardnumber",
                "accountno",
                "accountnumber",
                "acctno",
                "phonenumber",
                "mobilenumber",
                "phoneno",
                "bankaccount",
                "creditcard",
                "birthdate",
            ],
        );
    found.then_some(Matter::Person)
}

fn chinese(name: &str) -> Option<Matter> {
    const ABOUT: &[&str] = &[
        "提示",
        "錯誤",
        "错误",
        "變更",
        "修改",
        "忘記",
        "忘记",
        "請輸入",
        "请输入",
        "設定",
        "重設",
        "長度",
        "不符",
        "失敗",
        "成功",
        "過期",
        "格式",
        "！",
        "。",
        "？",
    ];
    const WORDS: &[(&str, Matter)] = &[
        ("密碼", Matter::Password),
        ("密码", Matter::Password),
        ("通行碼", Matter::Password),
        ("驗證碼", Matter::Code),
        ("验证码", Matter::Code),
        ("安全碼", Matter::Code),
        ("權杖", Matter::Token),
        ("金鑰", Matter::Key),
        ("私鑰", Matter::Key),
        ("身分證", Matter::Person),
        ("身份證", Matter::Person),
        ("身份证", Matter::Person),
        ("帳號", Matter::Person),
        ("帳戶號碼", Matter::Person),
        ("卡號", Matter::Person),
        ("生日", Matter::Person),
    ];
    if name.chars().count() > 16 || ABOUT.iter().any(|word| name.contains(word)) {
        return None;
    }
    WORDS.iter().find(|(word, _)| name.contains(word)).map(|(_, matter)| *matter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_secrets_are_in_order() {
        assert!(ABOUT.is_sorted(), "{:?}", ABOUT.windows(2).find(|pair| pair[0] > pair[1]));
    }

    #[test]
    fn names_of_secrets_are_told() {
        for (name, wanted) in [
            ("password", Matter::Password),
            ("user_pwd", Matter::Password),
            ("mPassword", Matter::Password),
            ("key_password", Matter::Password),
            ("userPIN", Matter::Password),
            ("pin_code", Matter::Password),
            ("smsCode", Matter::Code),
            ("CVV2", Matter::Code),
            ("accessToken", Matter::Token),
            ("auth_token", Matter::Token),
            ("Set-Cookie", Matter::Token),
            ("sessionId", Matter::Token),
            ("privateKey", Matter::Key),
            ("id_number", Matter::Person),
            ("accountNo", Matter::Person),
            ("交易密碼", Matter::Password),
            ("身分證字號", Matter::Person),
        ] {
            assert_eq!(matter(name, Of::Entry), Some(wanted), "{name}");
        }
    }

    #[test]
    fn names_about_secrets_are_not() {
        for name in [
            "password_hint_shown",
            "tokenizer",
            "keyboard",
            "pinned",
            "pin_to_top",
            "nextToken",
            "tokenType",
            "password_changed",
            "passwordhint",
            "isPasswordValid",
            "encryptedPassword",
            "token_expires_at",
            "fcm_token",
            "passenger",
            "bypass",
            "publicKey",
            "spinner",
            "shopping",
            "deviceToken",
            "忘記密碼",
            "your password is wrong",
            "secretary",
            "account",
        ] {
            assert_eq!(matter(name, Of::Entry), None, "{name}");
        }
        assert_eq!(matter("KEY_PASSWORD", Of::Code), None);
        assert_eq!(matter("passwordLayout", Of::View), Some(Matter::Password));
    }
}
