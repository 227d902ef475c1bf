use std::collections::BTreeMap;

use android_res::attrs;

/// The typed value of an attribute or a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Data {
    /// A string of the pool.
    Text(String),
    /// `Res_value::dataType` and `data`.
    Typed(u8, u32),
}

const REFERENCE: u8 = 1;
const THEME: u8 = 2;

/// Framework attributes whose format is a string or a string reference only.
const TEXT: &str = " label name manageSpaceActivity permission readPermission writePermission permissionGroup sharedUserId \
    process taskAffinity authorities targetPackage mimeType scheme host port path pathPrefix pathPattern pathSuffix \
    pathAdvancedPattern action targetClass tag text hint digits title summary key targetActivity apiKey versionName \
    privateImeOptions settingsActivity imeActionLabel onClick contentDescription backupAgent accountType \
    contentAuthority subtitle fragment restrictedAccountType requiredAccountType ssp sspPrefix sspPattern category \
    certDigest splitName autofillHints compileSdkVersionCodename appComponentFactory zygotePreloadName identifier \
    fontFamily targetName targetProcesses shortcutId parentActivityName description attributionTags ";

/// Flags and enums of framework attributes: kind of number, attributes, names and values.
const NAMES: &[(u8, &str, &str)] = &[
    (
        0x11,
        "protectionLevel",
        "normal=0 dangerous=1 signature=2 signatureOrSystem=3 privileged=10 system=10 development=20 appop=40 pre23=80 \
         installer=100 verifier=200 preinstalled=400 setup=800 instant=1000 runtime=2000 oem=4000 vendorPrivileged=8000 \
         textClassifier=10000 wellbeing=20000 documenter=40000 configurator=80000 incidentReportApprover=100000 \
         appPredictor=200000",
    ),
    (0x10, "launchMode", "standard=0 singleTop=1 singleTask=2 singleInstance=3 singleInstancePerTask=4"),
    (0x10, "documentLaunchMode", "none=0 intoExisting=1 always=2 never=3"),
    (
        0x10,
        "screenOrientation",
        "unspecified=ffffffff landscape=0 portrait=1 user=2 behind=3 sensor=4 nosensor=5 sensorLandscape=6 \
         sensorPortrait=7 reverseLandscape=8 reversePortrait=9 fullSensor=a userLandscape=b userPortrait=c fullUser=d \
         locked=e",
    ),
    (
        0x11,
        "configChanges",
        "mcc=1 mnc=2 locale=4 touchscreen=8 keyboard=10 keyboardHidden=20 navigation=40 orientation=80 screenLayout=100 \
         uiMode=200 screenSize=400 smallestScreenSize=800 density=1000 layoutDirection=2000 colorMode=4000 \
         fontScale=40000000",
    ),
    (
        0x11,
        "windowSoftInputMode",
        "stateUnspecified=0 stateUnchanged=1 stateHidden=2 stateAlwaysHidden=3 stateVisible=4 stateAlwaysVisible=5 \
         adjustUnspecified=0 adjustResize=10 adjustPan=20 adjustNothing=30",
    ),
    (
        0x11,
        "foregroundServiceType",
        "dataSync=1 mediaPlayback=2 phoneCall=4 location=8 connectedDevice=10 mediaProjection=20 camera=40 microphone=80",
    ),
    (
        0x11,
        "inputType",
        "none=0 text=1 textCapCharacters=1001 textCapWords=2001 textCapSentences=4001 textAutoCorrect=8001 \
         textAutoComplete=10001 textMultiLine=20001 textImeMultiLine=40001 textNoSuggestions=80001 textUri=11 \
         textEmailAddress=21 textEmailSubject=31 textShortMessage=41 textLongMessage=51 textPersonName=61 \
         textPostalAddress=71 textPassword=81 textVisiblePassword=91 textWebEditText=a1 textFilter=b1 textPhonetic=c1 \
         textWebEmailAddress=d1 textWebPassword=e1 number=2 numberSigned=1002 numberDecimal=2002 numberPassword=12 \
         phone=3 datetime=4 date=14 time=24",
    ),
    (
        0x11,
        "imeOptions",
        "normal=0 actionUnspecified=0 actionNone=1 actionGo=2 actionSearch=3 actionSend=4 actionNext=5 actionDone=6 \
         actionPrevious=7 flagNoPersonalizedLearning=1000000 flagNoFullscreen=2000000 flagNavigatePrevious=4000000 \
         flagNavigateNext=8000000 flagNoExtractUi=10000000 flagNoAccessoryAction=20000000 flagNoEnterAction=40000000 \
         flagForceAscii=80000000",
    ),
    (0x11, "importantForAutofill", "auto=0 yes=1 no=2 yesExcludeDescendants=4 noExcludeDescendants=8"),
    (0x10, "importantForAccessibility", "auto=0 yes=1 no=2 noHideDescendants=4"),
    (0x10, "installLocation", "auto=0 internalOnly=1 preferExternal=2"),
    (0x10, "layout_width layout_height", "fill_parent=ffffffff match_parent=ffffffff wrap_content=fffffffe"),
    (0x10, "orientation", "horizontal=0 vertical=1"),
    (0x10, "visibility", "visible=0 invisible=1 gone=2"),
    (0x10, "persistableMode", "persistRootOnly=0 persistNever=1 persistAcrossReboots=2"),
    (0x10, "appCategory", "game=0 audio=1 video=2 image=3 social=4 news=5 maps=6 productivity=7"),
    (0x10, "lockTaskMode", "normal=0 never=1 always=2 if_whitelisted=3"),
    (
        0x11,
        "permissionFlags",
        "costsMoney=1 removed=2 hardRestricted=4 softRestricted=8 immutablyRestricted=10",
    ),
];

/// What `aapt2` makes of an attribute's text.
pub(super) fn attribute(name: &str, framework: bool, text: &str, references: &BTreeMap<String, u32>) -> Data {
    if let Some(reference) = reference(text, references) {
        return reference;
    }
    if framework {
        if TEXT.split_whitespace().any(|attribute| attribute == name) {
            return Data::Text(unescape(text));
        }
        if let Some(number) = named(name, text) {
            return number;
        }
    }
    let dimensions = framework && name != "value";
    let number = literal(text).or_else(|| if dimensions { dimension(text) } else { None });
    number.unwrap_or_else(|| Data::Text(unescape(text)))
}

/// `@type/name`, `@+id/name`, `@0x7f010000`, `@null`, `?attr/name`, `?android:attr/name`.
pub(crate) fn reference(text: &str, references: &BTreeMap<String, u32>) -> Option<Data> {
    let (kind, target) = match text.split_at_checked(1)? {
        ("@", target) => (REFERENCE, target),
        ("?", target) => (THEME, target),
        _ => return None,
    };
    if let Some(hex) = target.strip_prefix("0x") {
        return Some(Data::Typed(kind, u32::from_str_radix(hex, 16).unwrap()));
    }
    match target {
        "null" => return Some(Data::Typed(REFERENCE, 0)),
        "empty" => return Some(Data::Typed(0, 1)),
        _ => {}
    }
    let target = target.trim_start_matches(['+', '*']);
    if let Some(id) = references.get(target) {
        return Some(Data::Typed(kind, *id));
    }
    let attribute = target.strip_prefix("android:").map(|name| name.strip_prefix("attr/").unwrap_or(name));
    match attribute.and_then(attrs::id) {
        Some(id) if kind == THEME => Some(Data::Typed(kind, id.0)),
        _ => panic!("{text} is not known; write the id (@0x7f010000) or give the encoder a reference()"),
    }
}

/// A truth value, a number or a colour.
pub(crate) fn literal(text: &str) -> Option<Data> {
    let text = text.trim();
    match text {
        "true" | "True" | "TRUE" => return Some(Data::Typed(0x12, u32::MAX)),
        "false" | "False" | "FALSE" => return Some(Data::Typed(0x12, 0)),
        _ => {}
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return u32::from_str_radix(hex, 16).ok().map(|number| Data::Typed(0x11, number));
    }
    if let Ok(number) = text.parse::<i32>() {
        return Some(Data::Typed(0x10, number as u32));
    }
    let numeric = text.contains('.') && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-'));
    let float = if numeric { text.parse::<f32>().ok() } else { None };
    float.map(|number| Data::Typed(4, number.to_bits())).or_else(|| color(text))
}

/// `#rgb`, `#argb`, `#rrggbb`, `#aarrggbb`.
pub(crate) fn color(text: &str) -> Option<Data> {
    let digits = text.strip_prefix('#')?;
    let number = u32::from_str_radix(digits, 16).ok()?;
    let wide =
        |short: u32| [0, 4, 8, 12].iter().fold(0, |sum, at| sum | ((short >> at & 15) * 17) << (at * 2));
    match digits.len() {
        3 => Some(Data::Typed(0x1f, 0xff00_0000 | wide(number))),
        4 => Some(Data::Typed(0x1e, wide(number))),
        6 => Some(Data::Typed(0x1d, 0xff00_0000 | number)),
        8 => Some(Data::Typed(0x1c, number)),
        _ => None,
    }
}

/// `16dp`, `50%`.
pub(crate) fn dimension(text: &str) -> Option<Data> {
    let split = text.find(|c: char| c.is_ascii_alphabetic() || c == '%')?;
    let (number, unit) = text.split_at(split);
    let number: f64 = number.trim().parse().ok()?;
    let (kind, number, unit) = match unit {
        "px" => (5, number, 0),
        "dp" | "dip" => (5, number, 1),
        "sp" => (5, number, 2),
        "pt" => (5, number, 3),
        "in" => (5, number, 4),
        "mm" => (5, number, 5),
        "%" => (6, number / 100.0, 0),
        "%p" => (6, number / 100.0, 1),
        _ => return None,
    };
    let bits = (number.abs() * f64::from(1 << 23) + 0.5) as u64;
    let (radix, shift) = match bits {
        _ if bits & 0x7f_ffff == 0 => (0, 23),
        _ if bits >> 23 == 0 => (3, 0),
        _ if bits >> 31 == 0 => (2, 8),
        _ if bits >> 39 == 0 => (1, 16),
        _ => (0, 23),
    };
    let mantissa = (bits >> shift) as i32;
    let mantissa = if number < 0.0 { -mantissa } else { mantissa };
    Some(Data::Typed(kind, (mantissa as u32) << 8 | radix << 4 | unit))
}

/// Backslash escapes of resource text, and quotes around it.
pub(crate) fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match (character, character == '\\') {
            (_, true) => match rest.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some('u') => {
                    let digits: String = rest.by_ref().take(4).collect();
                    out.push(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).unwrap());
                }
                escaped => out.extend(escaped),
            },
            (character, false) => out.push(character),
        }
    }
    out
}

/// Flags and enum constants by name.
fn named(attribute: &str, text: &str) -> Option<Data> {
    let (kind, _, names) =
        NAMES.iter().find(|(_, attributes, _)| attributes.split(' ').any(|a| a == attribute))?;
    let value = |wanted: &str| {
        let pairs = names.split_whitespace().filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.into_iter().find(|(name, _)| *name == wanted)?;
        u32::from_str_radix(value, 16).ok()
    };
    let sum = text.split('|').try_fold(0, |sum, name| Some(sum | value(name.trim())?))?;
    Some(Data::Typed(*kind, sum))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expected numbers are those of aapt2 for the same text.
    #[test]
    fn attributes_get_the_type_that_aapt2_gives_them() {
        let framework = |name, text| attribute(name, true, text, &BTreeMap::new());
        assert_eq!(framework("protectionLevel", "signature|privileged"), Data::Typed(0x11, 18));
        assert_eq!(framework("configChanges", "orientation|screenSize"), Data::Typed(0x11, 1152));
        assert_eq!(framework("launchMode", "singleTask"), Data::Typed(0x10, 2));
        assert_eq!(framework("inputType", "textPassword|textNoSuggestions"), Data::Typed(0x11, 524_417));
        assert_eq!(framework("layout_height", "16dp"), Data::Typed(5, 0x1001));
        assert_eq!(framework("layout_width", "wrap_content"), Data::Typed(0x10, -2i32 as u32));
        assert_eq!(framework("value", "16dp"), Data::Text("16dp".to_owned()));
        assert_eq!(framework("value", "#f00"), Data::Typed(0x1f, 0xffff_0000));
        assert_eq!(framework("value", "1.5"), Data::Typed(4, 1.5f32.to_bits()));
        assert_eq!(framework("port", "80"), Data::Text("80".to_owned()));
        assert_eq!(framework("theme", "?android:attr/theme"), Data::Typed(2, 0x0101_0000));
        assert_eq!(dimension("1.5dp"), Some(Data::Typed(5, 0xc0_0021)));
    }
}
