use facts::{CallSite, Const, Facts, Interest, MethodPattern, Tri};
use finding::Text;
use rules::Sink;

use super::sensitive::{self, screens};
use crate::{Detector, Unknown};

/// A sensitive screen that takes touches while another window covers it.
pub(crate) struct Overlay;

/// Calls that drop such touches or such windows; their argument is true.
const CALLS: &[&str] = &[
    "Landroid/view/View;->setFilterTouchesWhenObscured(Z)",
    "Landroid/view/Window;->setHideOverlayWindows(Z)",
];
/// What a screen asks that looks at the touches itself.
const LOOKS: &str = "Landroid/view/MotionEvent;->getFlags()";
const PERMISSION: &str = "android.permission.HIDE_OVERLAY_WINDOWS";

impl Detector for Overlay {
    fn id(&self) -> &'static str {
        "covered-sensitive-screen"
    }

    fn interest(&self, interest: &mut Interest) {
        sensitive::ask(interest);
        for pattern in CALLS.iter().filter_map(|call| MethodPattern::parse(call).ok()) {
            interest.add_call(pattern, &[0]);
        }
        MethodPattern::parse(LOOKS).into_iter().for_each(|pattern| interest.add_method(pattern));
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
        let permissions = facts.manifest.iter().flat_map(|manifest| &manifest.uses_permissions);
        let may_hide = permissions.flat_map(|one| one.name.value.each()).any(|name| name == PERMISSION);
        let calls: Vec<(&CallSite, Tri)> = CALLS
            .iter()
            .flat_map(|pattern| facts.code.calls_to(pattern))
            // Without the permission the platform refuses to hide anything.
            .filter(|call| may_hide || !call.callee.contains("->setHideOverlayWindows("))
            .map(|call| (call, call.args.first().map_or(Tri::No, |value| is_true(value, call.traced))))
            .collect();
        let looks: Vec<_> = facts.code.calls_to(LOOKS).map(CallSite::caller).collect();
        out.examined("sensitive screens", screens.len());
        for screen in &screens {
            let own = calls.iter().filter(|(call, _)| screen.methods.contains(&call.caller()));
            let by_code = own.map(|(_, is)| *is).fold(Tri::No, Tri::or);
            let views = screen.layouts.iter().flat_map(|layout| &layout.views);
            let by_layout = views.map(|view| view.filters_touches.is(|&is| is)).fold(Tri::No, Tri::or);
            let by_hand = looks.iter().any(|caller| screen.methods.contains(caller))
                || screen
                    .layouts
                    .iter()
                    .flat_map(|layout| &layout.views)
                    .any(|view| judges(facts, &view.class));
            match by_code.or(by_layout) {
                _ if by_hand => {}
                Tri::Yes => {}
                Tri::Unknown => out.unknown(undecided(&screen.place)),
                Tri::No => match screen.open {
                    Some(place) => out.unknown(undecided(place)),
                    None => {
                        out.fail(screen.place.clone())
                            .value("screen", &screen.name)
                            .value("why", &screen.why);
                    }
                },
            }
        }
        Ok(())
    }
}

/// Whether a view of the app judges covered touches itself.
fn judges(facts: &Facts<'_>, class: &str) -> bool {
    let classes = &facts.code.classes;
    let Some((file, class)) = classes.find(&format!("L{};", class.replace('.', "/"))) else { return false };
    classes.method(file, &class, "onFilterTouchEventForSecurity", "Landroid/view/MotionEvent;").is_some()
}

fn undecided(place: &finding::Location) -> Text {
    Text::new(
        format!("{place}: a value that decides is not a constant"),
        format!("{place}：據以判斷之值並非常數"),
    )
}

fn is_true(value: &Const, traced: bool) -> Tri {
    if value.has_parameter() && traced {
        return Tri::No;
    }
    let one = |value: &Const| match value {
        Const::Int(value) => (*value != 0).into(),
        _ => Tri::Unknown,
    };
    value.each().iter().map(one).reduce(Tri::or).unwrap_or(Tri::Unknown)
}
