//! Method handles and call sites: what `invoke-custom` and `const-method-handle` name.
//!
//! Source: `method_handle_item` and `call_site_item` of the DEX format documentation. The header does not list them; the map does.

use cursor::ParseError;

use crate::ids::count;
use crate::value::{EncodedValue, Values};
use crate::{CallSiteIdx, Dex, FieldIdx, MethodHandleIdx, MethodIdx, ProtoIdx, StringIdx};

/// Arguments of a call site; a bootstrap method takes at most 255 words.
const MAX_ARGUMENTS: u32 = 255;

/// Values that the arguments of a call site may nest.
const SPARE_VALUES: u32 = 1024;

/// A reference to a method or a field that code can pass around.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodHandle {
    /// Kind as stated: 0 to 3 static and instance field put and get, 4 to 8 static, instance, constructor, direct, interface.
    pub kind: u16,
    /// What it refers to.
    pub target: HandleTarget,
}

/// What a method handle refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleTarget {
    /// The handle reads or writes this field.
    Field(FieldIdx),
    /// The handle calls this method.
    Method(MethodIdx),
    /// The index of a handle whose kind the specification does not name.
    Unknown(u16),
}

/// What one `invoke-custom` links to.
#[derive(Debug, Clone)]
pub struct CallSite<'a> {
    /// The bootstrap method, which makes the call site's target on first use.
    pub bootstrap: MethodHandleIdx,
    /// Name of the method the bootstrap looks up.
    pub name: StringIdx,
    /// Type of the call.
    pub proto: ProtoIdx,
    /// Further arguments of the bootstrap; for a lambda the second one is the handle of its body.
    pub arguments: Values<'a>,
}

impl<'a> Dex<'a> {
    /// Entries of the method handle table that lie in the data.
    pub fn method_handle_count(&self) -> u32 {
        count(self.method_handles)
    }

    /// A method handle by index.
    pub fn method_handle(&self, idx: MethodHandleIdx) -> Option<MethodHandle> {
        let [a, b, _, _, e, f, _, _] = *self.method_handles.get(usize::try_from(idx.0).ok()?)?;
        let (kind, target) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([e, f]));
        let target = match kind {
            0..=3 => HandleTarget::Field(FieldIdx(target.into())),
            4..=8 => HandleTarget::Method(MethodIdx(target.into())),
            _ => HandleTarget::Unknown(target),
        };
        Some(MethodHandle { kind, target })
    }

    /// Entries of the call site table that lie in the data.
    pub fn call_site_count(&self) -> u32 {
        count(self.call_site_ids)
    }

    /// A call site by index; `None` for an index outside the table.
    pub fn call_site(&self, idx: CallSiteIdx) -> Option<Result<CallSite<'a>, ParseError>> {
        let offset = u32::from_le_bytes(*self.call_site_ids.get(usize::try_from(idx.0).ok()?)?);
        Some(self.read_call_site(offset))
    }

    fn read_call_site(&self, offset: u32) -> Result<CallSite<'a>, ParseError> {
        let mut values = Values::at(self, offset, "call site", MAX_ARGUMENTS, SPARE_VALUES);
        let (first, second, third) = (values.next(), values.next(), values.next());
        if let Some(error) = values.error() {
            return Err(error.clone());
        }
        match (first, second, third) {
            (
                Some(EncodedValue::MethodHandle(bootstrap)),
                Some(EncodedValue::String(name)),
                Some(EncodedValue::MethodType(proto)),
            ) => Ok(CallSite { bootstrap, name, proto, arguments: values }),
            _ => {
                let place = self.data_offset.saturating_add(offset.into());
                Err(ParseError::invalid(
                    "call site",
                    place,
                    "does not begin with method handle, name and method type",
                ))
            }
        }
    }
}
