use std::collections::BTreeSet;

use facts::{CallSite, Const, Facts, Interest, MethodId, MethodPattern, Tri, location_of};
use finding::{Origin, Text};
use rules::Sink;

use super::sensitive::{self, methods_of, screens};
use crate::{Detector, Unknown};

/// A sensitive screen that may be photographed by other apps and by the list of recent apps.
pub(crate) struct SecureFlag;

/// Calls that keep a screen out of pictures, and the parameter that decides.
const CALLS: &[(&str, usize)] = &[
    ("Landroid/view/Window;->setFlags(II)", 0),
    ("Landroid/view/Window;->addFlags(I)", 0),
    ("Landroid/app/Activity;->setRecentsScreenshotEnabled(Z)", 0),
    ("Landroid/view/SurfaceView;->setSecure(Z)", 0),
];
const CALLBACKS: &str = "Landroid/app/Application$ActivityLifecycleCallbacks;";
const REGISTER: &str = "Landroid/app/Application;->registerActivityLifecycleCallbacks(Landroid/app/Application$ActivityLifecycleCallbacks;)";

/// `WindowManager.LayoutParams.FLAG_SECURE`.
const FLAG_SECURE: i64 = 0x2000;

impl Detector for SecureFlag {
    fn id(&self) -> &'static str {
        "screenshot-of-sensitive-screen"
    }

    fn interest(&self, interest: &mut Interest) {
        sensitive::ask(interest);
        for (call, arg) in CALLS {
            if let Ok(pattern) = MethodPattern::parse(call) {
                interest.add_call(pattern, &[*arg]);
            }
        }
        MethodPattern::parse(REGISTER).into_iter().for_each(|pattern| interest.add_method(pattern));
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let screens = screens(facts);
        if screens.is_empty() {
            out.not_applicable(Text::new(
                "no activity is told to be sensitive by its name or by a password field",
                "依名稱或密碼欄位，未辨識出敏感畫面",
            ));
            return Ok(());
        }
        let mut calls: Vec<(&CallSite, Tri)> = Vec::new();
        for (pattern, arg) in CALLS {
            calls.extend(facts.code.calls_to(pattern).map(|call| (call, secures(call, *arg))));
        }
        let everywhere = set_for_all(facts, &calls);
        out.examined("sensitive screens", screens.len());
        for screen in &screens {
            let own = calls.iter().filter(|(call, _)| screen.methods.contains(&call.caller()));
            let own: Vec<Tri> = own.map(|(_, secures)| *secures).collect();
            if everywhere || own.contains(&Tri::Yes) || or_into_attributes(facts, &screen.methods) {
                continue;
            }
            if own.contains(&Tri::Unknown) {
                let place = &screen.place;
                out.unknown(Text::new(
                    format!("{place}: the flags of the window are not a constant"),
                    format!("{place}：視窗旗標並非常數"),
                ));
                continue;
            }
            out.fail(screen.place.clone()).value("screen", &screen.name).value("why", &screen.why);
        }
        Ok(())
    }
}

/// Whether a call keeps the screen out of pictures.
fn secures(call: &CallSite, arg: usize) -> Tri {
    let Some(value) = call.args.get(arg) else { return Tri::No };
    // Wrappers pass the value on; their calls are sites of their own.
    if value.has_parameter() && call.traced {
        return Tri::No;
    }
    let one = |value: &Const| match value {
        Const::Int(flags) if call.callee.contains("->setRecentsScreenshotEnabled(") => (*flags == 0).into(),
        Const::Int(flags) if call.callee.contains("->setSecure(") => (*flags != 0).into(),
        // `setFlags` changes what the second argument names.
        Const::Int(flags) => match (call.callee.contains("->setFlags("), call.args.get(1)) {
            (true, Some(Const::Int(mask))) => (flags & mask & FLAG_SECURE != 0).into(),
            _ => (flags & FLAG_SECURE != 0).into(),
        },
        _ => Tri::Unknown,
    };
    value.each().iter().map(one).reduce(Tri::or).unwrap_or(Tri::No)
}

/// Whether the application sets the flag for every activity that is created.
fn set_for_all(facts: &Facts<'_>, calls: &[(&CallSite, Tri)]) -> bool {
    if facts.code.calls_to(REGISTER).next().is_none() {
        return false;
    }
    facts.code.classes.subtypes(CALLBACKS).into_iter().any(|(file, class)| {
        let Some(name) = file.dex.type_descriptor(class.type_) else { return false };
        let methods = methods_of(facts, &name);
        calls.iter().any(|(call, secures)| *secures == Tri::Yes && methods.contains(&call.caller()))
    })
}

/// Whether a method writes the flag into the attributes of a window: `attributes.flags |= FLAG_SECURE`.
fn or_into_attributes(facts: &Facts<'_>, methods: &BTreeSet<MethodId>) -> bool {
    const FIELD: &str = "Landroid/view/WindowManager$LayoutParams;->flags:I";
    let classes = &facts.code.classes;
    methods.iter().any(|id| {
        let Some((file, _, method)) = classes.method_at(*id) else { return false };
        let Some(Ok(code)) = method.code(&file.dex) else { return false };
        if matches!(facts.origin_of(&location_of(file, &method, None)), Origin::ThirdParty(_)) {
            return false;
        }
        let (mut literal, mut writes) = (false, false);
        for instruction in code.instructions() {
            literal |= instruction.literal() == Some(FLAG_SECURE);
            writes |= instruction.op == dex::Opcode::IPUT
                && matches!(instruction.index(), Some(dex::Index::Field(field))
                    if file.dex.field_signature(field).as_deref() == Some(FIELD));
        }
        literal && writes
    })
}
