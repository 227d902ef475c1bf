//! Classes and their members: `class_def_item`, `class_data_item` and `type_list` of the DEX format documentation.

use cursor::{ParseError, Reader};

use crate::fence::Fence;
use crate::ids::count;
use crate::{Annotations, Code, Dex, FieldIdx, MethodIdx, StringIdx, TypeIdx, Values};

/// `NO_INDEX`: no super class, no source file.
const NO_INDEX: u32 = 0xffff_ffff;

/// Interfaces that a class may list; the count of a class file has 16 bits.
const MAX_INTERFACES: usize = 65_535;

/// Spare values that the static values of one class may nest; they are numbers, strings and nulls, so hardly any do.
const SPARE_STATIC_VALUES: u32 = 256;

/// A class that this DEX defines: `class_def_item`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Class {
    /// Position in the class table.
    pub index: u32,
    /// The class itself.
    pub type_: TypeIdx,
    /// `access_flags`, such as [`access::PUBLIC`].
    pub access: u32,
    /// `None` for `java.lang.Object` only.
    pub superclass: Option<TypeIdx>,
    /// Name of the source file, when the compiler kept it.
    pub source_file: Option<StringIdx>,
    interfaces_off: u32,
    annotations_off: u32,
    class_data_off: u32,
    static_values_off: u32,
}

/// A field that a class declares: `encoded_field`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its reference in the field table.
    pub idx: FieldIdx,
    /// `access_flags`, such as [`access::STATIC`].
    pub access: u32,
    /// Listed among the static fields. `access` may disagree in a damaged DEX.
    pub is_static: bool,
}

/// A method that a class declares: `encoded_method`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Method {
    /// Its reference in the method table.
    pub idx: MethodIdx,
    /// `access_flags`, such as [`access::NATIVE`].
    pub access: u32,
    /// Offset of the code item; zero for abstract and native methods.
    pub code_offset: u32,
    /// Listed among the direct methods: static, private or a constructor.
    pub direct: bool,
}

/// Access flags, spelled as the specification spells them without `ACC_`.
#[allow(missing_docs, reason = "the names are those of the Java language")]
pub mod access {
    pub const PUBLIC: u32 = 0x1;
    pub const PRIVATE: u32 = 0x2;
    pub const PROTECTED: u32 = 0x4;
    pub const STATIC: u32 = 0x8;
    pub const FINAL: u32 = 0x10;
    pub const SYNCHRONIZED: u32 = 0x20;
    pub const VOLATILE: u32 = 0x40;
    pub const BRIDGE: u32 = 0x40;
    pub const TRANSIENT: u32 = 0x80;
    pub const VARARGS: u32 = 0x80;
    pub const NATIVE: u32 = 0x100;
    pub const INTERFACE: u32 = 0x200;
    pub const ABSTRACT: u32 = 0x400;
    pub const STRICT: u32 = 0x800;
    pub const SYNTHETIC: u32 = 0x1000;
    pub const ANNOTATION: u32 = 0x2000;
    pub const ENUM: u32 = 0x4000;
    pub const CONSTRUCTOR: u32 = 0x10000;
    pub const DECLARED_SYNCHRONIZED: u32 = 0x20000;
}

impl<'a> Dex<'a> {
    /// Entries of the class table that lie in the data.
    pub fn class_count(&self) -> u32 {
        count(self.class_defs)
    }

    /// Every class in table order.
    pub fn classes(&self) -> impl Iterator<Item = Class> + use<'a> {
        (0u32..).zip(self.class_defs).map(|(index, item)| Class::new(index, item))
    }

    /// A class by its position in the class table.
    pub fn class(&self, index: u32) -> Option<Class> {
        self.class_defs.get(usize::try_from(index).ok()?).map(|item| Class::new(index, item))
    }
}

impl Class {
    fn new(index: u32, item: &[u8; 32]) -> Self {
        let (words, _) = item.as_chunks::<4>();
        let mut words = words.iter().map(|word| u32::from_le_bytes(*word));
        let mut word = || words.next().unwrap_or(0);
        let index_or_none = |word: u32| Some(word).filter(|word| *word != NO_INDEX);
        Self {
            index,
            type_: TypeIdx(word()),
            access: word(),
            superclass: index_or_none(word()).map(TypeIdx),
            interfaces_off: word(),
            source_file: index_or_none(word()).map(StringIdx),
            annotations_off: word(),
            class_data_off: word(),
            static_values_off: word(),
        }
    }

    /// Interfaces that the class names itself, in order.
    pub fn interfaces<'a>(&self, dex: &Dex<'a>) -> TypeList<'a> {
        let offset = if self.is_fenced(dex) { 0 } else { self.interfaces_off };
        TypeList::at(dex, offset, MAX_INTERFACES)
    }

    /// Static fields, then instance fields.
    pub fn fields<'a>(&self, dex: &Dex<'a>) -> Fields<'a> {
        Fields(Members::new(self, dex, |counts| counts.fields))
    }

    /// Direct methods, then virtual methods.
    pub fn methods<'a>(&self, dex: &Dex<'a>) -> Methods<'a> {
        let mut members = Members::new(self, dex, |counts| counts.methods);
        let start = members.reader.position();
        let Counts { fields: (statics, instances), .. } = members.counts;
        let fields = u64::from(statics).saturating_add(instances.into());
        if !members.is_empty() {
            members.pass(fields.saturating_mul(2));
        }
        let passed = members.reader.position().saturating_sub(start) as u64;
        let readable = if dex.fence.class == self.index { dex.fence.methods } else { u32::MAX };
        Methods { members, passed, readable, max: dex.fence.max }
    }

    /// Initial values of the static fields, in the order of [`Class::fields`]; fields beyond the last value start as zero or null.
    pub fn static_values<'a>(&self, dex: &Dex<'a>) -> Values<'a> {
        let (statics, _) = Members::new(self, dex, |counts| counts.fields).counts.fields;
        if self.static_values_off == 0 || statics == 0 || self.is_fenced(dex) {
            return Values::empty();
        }
        Values::at(dex, self.static_values_off, "static values", statics, SPARE_STATIC_VALUES)
    }

    /// Annotations of the class and its members.
    pub fn annotations<'a>(&self, dex: &Dex<'a>) -> Annotations<'a> {
        let offset = if self.is_fenced(dex) { 0 } else { self.annotations_off };
        Annotations::at(dex, offset)
    }

    /// True for classes behind the point where overlapping items were cut off.
    fn is_fenced(&self, dex: &Dex<'_>) -> bool {
        self.index > dex.fence.class
    }
}

impl Method {
    /// The code, `None` for abstract and native methods.
    pub fn code<'a>(&self, dex: &Dex<'a>) -> Option<Result<Code<'a>, ParseError>> {
        (self.code_offset != 0).then(|| Code::at(dex, self.code_offset))
    }
}

/// Member counts of a `class_data_item`: (static, instance) and (direct, virtual).
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    fields: (u32, u32),
    methods: (u32, u32),
}

/// What both member iterators do: two lists, each with indexes that add up from zero.
#[derive(Debug, Clone)]
struct Members<'a> {
    reader: Reader<'a>,
    counts: Counts,
    first_left: u32,
    second_left: u32,
    previous: u32,
    error: Option<ParseError>,
}

impl<'a> Members<'a> {
    fn new(class: &Class, dex: &Dex<'a>, pick: impl Fn(&Counts) -> (u32, u32)) -> Self {
        let mut members = Self {
            reader: Reader::new(&[]),
            counts: Counts::default(),
            first_left: 0,
            second_left: 0,
            previous: 0,
            error: None,
        };
        if class.is_fenced(dex) {
            members.error = Some(Fence::error("class data", dex.data_offset, dex.fence.max));
        } else if class.class_data_off != 0 {
            match members.open(class, dex) {
                Ok(()) => (members.first_left, members.second_left) = pick(&members.counts),
                Err(error) => members.error = Some(error),
            }
        }
        members
    }

    fn open(&mut self, class: &Class, dex: &Dex<'a>) -> Result<(), ParseError> {
        self.reader = dex.data_at(class.class_data_off, "class data")?;
        let mut size = || self.reader.uleb128("class data sizes");
        let counts = Counts { fields: (size()?, size()?), methods: (size()?, size()?) };
        self.counts = counts;
        Ok(())
    }

    fn is_empty(&self) -> bool {
        self.first_left == 0 && self.second_left == 0
    }

    fn fail(&mut self, error: ParseError) {
        (self.first_left, self.second_left) = (0, 0);
        self.error = Some(error);
    }

    /// Passes over LEB128 numbers; each takes a byte, so the data bounds the loop.
    fn pass(&mut self, numbers: u64) {
        for _ in 0..numbers {
            if let Err(error) = self.reader.uleb128("class data fields") {
                return self.fail(error);
            }
        }
    }

    /// Opens the next member: its index, and whether it is of the first list.
    fn step(&mut self) -> Option<Result<(u32, bool), ParseError>> {
        let first = self.first_left > 0;
        if first {
            self.first_left = self.first_left.saturating_sub(1);
        } else {
            self.second_left = self.second_left.checked_sub(1)?;
        }
        Some(self.reader.uleb128("class member index").map(|difference| {
            let index = self.previous.wrapping_add(difference);
            let list_ends = first && self.first_left == 0;
            self.previous = if list_ends { 0 } else { index };
            (index, first)
        }))
    }
}

/// Fields of a class. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Fields<'a>(Members<'a>);

impl Fields<'_> {
    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.0.error.as_ref()
    }

    fn read(&mut self) -> Option<Result<Field, ParseError>> {
        let step = self.0.step()?;
        Some(step.and_then(|(index, is_static)| {
            let access = self.0.reader.uleb128("field access flags")?;
            Ok(Field { idx: FieldIdx(index), access, is_static })
        }))
    }
}

impl Iterator for Fields<'_> {
    type Item = Field;

    fn next(&mut self) -> Option<Field> {
        self.read()?.map_err(|error| self.0.fail(error)).ok()
    }
}

impl std::iter::FusedIterator for Fields<'_> {}

/// Methods of a class. Ends after its first error.
#[derive(Debug, Clone)]
pub struct Methods<'a> {
    members: Members<'a>,
    /// Bytes of the fields before the methods.
    passed: u64,
    /// Methods before the point where overlapping items were cut off.
    readable: u32,
    max: u64,
}

impl Methods<'_> {
    /// Why the iterator ended early.
    pub fn error(&self) -> Option<&ParseError> {
        self.members.error.as_ref()
    }

    pub(crate) fn fields_passed(&self) -> u64 {
        self.passed
    }

    fn read(&mut self) -> Option<Result<Method, ParseError>> {
        if self.members.is_empty() {
            return None;
        }
        let Some(readable) = self.readable.checked_sub(1) else {
            return Some(Err(Fence::error("class methods", self.members.reader.offset(), self.max)));
        };
        self.readable = readable;
        let step = self.members.step()?;
        Some(step.and_then(|(index, direct)| {
            let access = self.members.reader.uleb128("method access flags")?;
            let code_offset = self.members.reader.uleb128("method code offset")?;
            Ok(Method { idx: MethodIdx(index), access, code_offset, direct })
        }))
    }
}

impl Iterator for Methods<'_> {
    type Item = Method;

    fn next(&mut self) -> Option<Method> {
        self.read()?.map_err(|error| self.members.fail(error)).ok()
    }
}

impl std::iter::FusedIterator for Methods<'_> {}

/// A `type_list`, cut to what the data holds.
#[derive(Debug, Clone)]
pub struct TypeList<'a> {
    items: std::slice::Iter<'a, [u8; 2]>,
}

impl<'a> TypeList<'a> {
    /// The list at that offset, empty for offset zero; at most `max` entries.
    pub(crate) fn at(dex: &Dex<'a>, offset: u32, max: usize) -> Self {
        let list = usize::try_from(offset).ok().filter(|offset| *offset != 0);
        let items = list.and_then(|offset| {
            let (size, rest) = dex.data.get(offset..)?.split_first_chunk::<4>()?;
            let (items, _) = rest.as_chunks::<2>();
            let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
            items.get(..size.min(max).min(items.len()))
        });
        Self { items: items.unwrap_or_default().iter() }
    }
}

impl Iterator for TypeList<'_> {
    type Item = TypeIdx;

    fn next(&mut self) -> Option<TypeIdx> {
        self.items.next().map(|item| TypeIdx(u16::from_le_bytes(*item).into()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl ExactSizeIterator for TypeList<'_> {}
impl std::iter::FusedIterator for TypeList<'_> {}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "tests"
)]
mod tests {
    use cursor::{Limits, ParseError};
    use testkit::dex::{DexBuilder, Value, insn};

    fn builder() -> DexBuilder {
        DexBuilder::new().class("LA;", |class| {
            let class = class.static_field("a", "I", Some(Value::Int(1))).instance_field("b", "I");
            let class = class.method("m", "()V", |method| method.code([insn::return_void()]));
            class.method("n", "()V", |method| method.access(1).code([insn::return_void()]))
        })
    }

    /// Offset of the class data of the only class, and that of its class definition.
    fn places(bytes: &[u8]) -> (usize, usize) {
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let class_def = word(0x64);
        (word(class_def + 24), class_def)
    }

    fn text(error: Option<&ParseError>) -> String {
        error.map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn member_indexes_begin_anew_in_each_list() {
        let bytes = builder().build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let class = dex.class(0).unwrap();
        let fields: Vec<_> = class.fields(&dex).map(|field| (field.idx.0, field.is_static)).collect();
        let methods: Vec<_> = class.methods(&dex).map(|method| (method.idx.0, method.direct)).collect();
        assert_eq!(fields, [(0, true), (1, false)]);
        assert_eq!(methods, [(0, true), (1, false)]);
    }

    #[test]
    fn a_count_beyond_the_data_ends_the_list_after_its_first_error() {
        let (at, _) = places(&builder().build());
        // Each count is one byte; 0x7f members need more bytes than follow.
        let bytes = builder().patch(at + 3, &[0x7f]).build();
        let end = bytes.len();
        let bytes = &bytes[..end];
        let dex = crate::parse(bytes, &Limits::default()).unwrap().value;
        let mut methods = dex.class(0).unwrap().methods(&dex);
        assert!(methods.by_ref().count() < 0x7f);
        assert_eq!(text(methods.error()), format!("class member index at {end:#x}: needs 1 byte, 0 left"));
        assert!(methods.next().is_none());
        let bytes = builder().patch(at, &[0x7f]).build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let class = dex.class(0).unwrap();
        assert!(class.fields(&dex).count() < 0x7f);
        let mut methods = class.methods(&dex);
        assert!(methods.next().is_none());
        assert!(text(methods.error()).starts_with("class data fields at "));
    }

    #[test]
    fn offsets_outside_the_data_leave_the_class_and_name_the_part() {
        let (_, class_def) = places(&builder().build());
        let far = 0x00ff_ff00;
        let mut builder = builder();
        for field in [12, 20, 24, 28] {
            builder = builder.put(class_def + field, far);
        }
        let bytes = builder.build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let class = dex.class(0).unwrap();
        assert_eq!(dex.type_descriptor(class.type_).unwrap(), "LA;");
        assert_eq!(class.interfaces(&dex).count(), 0);
        assert!(text(class.annotations(&dex).error()).starts_with("annotations directory at 0xffff00: "));
        assert!(text(class.methods(&dex).error()).starts_with("class data at 0xffff00: "));
        assert!(text(class.fields(&dex).error()).starts_with("class data at 0xffff00: "));
    }

    #[test]
    fn an_index_outside_its_table_keeps_its_slot() {
        let (_, class_def) = places(&builder().build());
        let bytes =
            builder().put(class_def, 0xffff).put(class_def + 8, 0xffff).put(class_def + 16, 5000).build();
        let dex = crate::parse(&bytes, &Limits::default()).unwrap().value;
        let class = dex.class(0).unwrap();
        assert_eq!(dex.type_descriptor(class.type_), None);
        assert_eq!(dex.type_descriptor(class.superclass.unwrap()), None);
        assert_eq!(dex.string(class.source_file.unwrap()), None);
        assert_eq!(class.methods(&dex).count(), 2);
    }
}
