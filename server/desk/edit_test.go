package desk

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

func ref[T any](v T) *T { return &v }

func TestEdit(t *testing.T) {
	for _, c := range []struct {
		name  string
		patch Patch
		kinds []ActivityKind
		data  map[string]any // of the first event
		code  Code
	}{
		{"nothing", Patch{}, nil, nil, ""},
		{"to what it is", Patch{Status: ref(StatusOpen), Priority: ref(PriorityNormal), Assignee: &Assignee{ID: 3}, Tags: &[]string{"vip", "old"}}, nil, nil, ""},
		{"the status", Patch{Status: ref(StatusPending)}, []ActivityKind{ActivityPending}, map[string]any{"from": "open"}, ""},
		{"resolved", Patch{Status: ref(StatusResolved)}, []ActivityKind{ActivityResolved}, map[string]any{"from": "open"}, ""},
		{"the priority", Patch{Priority: ref(PriorityUrgent)}, []ActivityKind{ActivityPriority}, map[string]any{"from": "normal", "to": "urgent"}, ""},
		{"the assignee", Patch{Assignee: &Assignee{ID: 4, Name: "Wu"}}, []ActivityKind{ActivityAssigned},
			map[string]any{"assignee": map[string]any{"id": "4", "name": "Wu"}}, ""},
		{"no assignee", Patch{Assignee: &Assignee{}}, []ActivityKind{ActivityUnassigned}, map[string]any{"from": map[string]any{"id": "3"}}, ""},
		{"the tags", Patch{Tags: &[]string{"vip", "new"}}, []ActivityKind{ActivityTagged}, map[string]any{"added": []string{"new"}, "removed": []string{"old"}}, ""},
		{"no tags", Patch{Tags: &[]string{}}, []ActivityKind{ActivityTagged}, map[string]any{"added": []string{}, "removed": []string{"old", "vip"}}, ""},
		{"the customer", Patch{Customer: &CustomerPatch{Name: ref("x"), Blocked: ref(true)}}, []ActivityKind{ActivityCustomer},
			map[string]any{"fields": []string{"name", "blocked"}}, ""},
		{"the customer, to what they are", Patch{Customer: &CustomerPatch{Name: ref(" Li "), Blocked: ref(false), Profile: map[string]string{"phone": "1", "email": ""}}}, nil, nil, ""},
		{"a field of the customer's profile", Patch{Customer: &CustomerPatch{Name: ref("Li"), Profile: map[string]string{"phone": ""}}}, []ActivityKind{ActivityCustomer},
			map[string]any{"fields": []string{"profile"}}, ""},
		{"nothing of the customer", Patch{Customer: &CustomerPatch{}}, nil, nil, ""},
		{"everything", Patch{Assignee: &Assignee{ID: 4}, Status: ref(StatusResolved), Priority: ref(PriorityLow), Tags: &[]string{}},
			[]ActivityKind{ActivityAssigned, ActivityResolved, ActivityPriority, ActivityTagged}, nil, ""},
		{"a claim of what is one's own", Patch{Claim: true, Assignee: &Assignee{ID: 3}}, nil, nil, ""},
		{"a claim of another's", Patch{Claim: true, Assignee: &Assignee{ID: 4}, Status: ref(StatusPending)}, nil, nil, CodeConflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := Conversation{ID: 17, Status: StatusOpen, Priority: PriorityNormal, Assignee: 3, LastSeq: 5, Rev: 40, WaitingSince: noon}
			conv := before
			var fields []string
			if p := c.patch.Customer; p != nil {
				var err error
				if fields, err = p.Apply(&Customer{Name: "Li", Profile: map[string]string{"phone": "1"}}); err != nil {
					t.Fatal(err)
				}
			}
			events, err := conv.Edit(&c.patch, []string{"old", "vip"}, fields, wu, noon)
			if CodeOf(err) != c.code {
				t.Fatal(err)
			}
			var kinds []ActivityKind
			for i, e := range events {
				kinds = append(kinds, e.Kind)
				if e.AgentID != wu.ID || e.AgentName != wu.Name || e.AfterSeq != 5 || e.Rev != 41+int64(i) || e.ConversationID != 17 {
					t.Errorf("the event %+v", e)
				}
			}
			if !slices.Equal(kinds, c.kinds) || conv.Rev != 40+int64(len(events)) {
				t.Errorf("events %v, rev %d", kinds, conv.Rev)
			}
			if c.data != nil && !reflect.DeepEqual(events[0].Data, c.data) {
				t.Errorf("data %v, not %v", events[0].Data, c.data)
			}
			if len(events) == 0 && conv != before {
				t.Errorf("changed without an event: %+v", conv)
			}
			if resolved := conv.Status == StatusResolved; resolved != conv.WaitingSince.IsZero() {
				t.Errorf("status %s, waiting since %v", conv.Status, conv.WaitingSince)
			}
		})
	}
}

func TestClaimOfWhatNobodyHas(t *testing.T) {
	c := Conversation{Status: StatusResolved}
	if events, err := c.Edit(&Patch{Claim: true, Assignee: &Assignee{ID: 4}}, nil, nil, wu, noon); err != nil || len(events) != 1 || c.Assignee != 4 {
		t.Errorf("%v, %v, %+v", events, err, c)
	}
	if c.Status != StatusResolved {
		t.Errorf("claiming sets the assignee only, not the status %s", c.Status)
	}
}

func TestAnnotate(t *testing.T) {
	c := Conversation{ID: 17, LastSeq: 5, Rev: 40}
	a := c.Annotate(&NewNote{ClientID: "n1", Text: "hm", Mentions: []int64{4}}, han, noon)
	want := Activity{ConversationID: 17, Rev: 41, AfterSeq: 5, Kind: ActivityNote, AgentID: 3, AgentName: "Han Mei", ClientID: "n1", Text: "hm", Mentions: []int64{4}, CreatedAt: noon}
	if !reflect.DeepEqual(a, want) || a.ID() != "17-r41" {
		t.Errorf("the note %+v", a)
	}
}

func TestCustomerPatch(t *testing.T) {
	many := map[string]string{}
	for i := range MaxProfileFields {
		many[FormatID(int64(i))] = "x"
	}
	long := strings.Repeat("好", MaxProfileChars)
	for _, c := range []struct {
		name  string
		patch CustomerPatch
		want  Customer
		code  Code
	}{
		{"a name", CustomerPatch{Name: ref("  Li\u202e Lei ")}, Customer{Name: "Li Lei", AvatarURL: "https://a/b", Profile: map[string]string{"phone": "1"}}, ""},
		{"no avatar", CustomerPatch{AvatarURL: ref("")}, Customer{Name: "Old", Profile: map[string]string{"phone": "1"}}, ""},
		{"an avatar by http", CustomerPatch{AvatarURL: ref("http://a/b")}, Customer{}, CodeBadRequest},
		{"a script as an avatar", CustomerPatch{AvatarURL: ref("javascript:alert(1)")}, Customer{}, CodeBadRequest},
		{"blocked", CustomerPatch{Blocked: ref(true)}, Customer{Name: "Old", AvatarURL: "https://a/b", Profile: map[string]string{"phone": "1"}, Blocked: true}, ""},
		{"a field more", CustomerPatch{Profile: map[string]string{"email": long}}, Customer{Name: "Old", AvatarURL: "https://a/b", Profile: map[string]string{"phone": "1", "email": long}}, ""},
		{"a field less", CustomerPatch{Profile: map[string]string{"phone": ""}}, Customer{Name: "Old", AvatarURL: "https://a/b", Profile: map[string]string{}}, ""},
		{"a field too long", CustomerPatch{Profile: map[string]string{"email": long + "好"}}, Customer{}, CodeBadRequest},
		{"a field without a name", CustomerPatch{Profile: map[string]string{"": "x"}}, Customer{}, CodeBadRequest},
		{"too many fields", CustomerPatch{Profile: many}, Customer{}, CodeBadRequest},
	} {
		profile := map[string]string{"phone": "1"}
		cu := Customer{Name: "Old", AvatarURL: "https://a/b", Profile: profile}
		if _, err := c.patch.Apply(&cu); CodeOf(err) != c.code {
			t.Errorf("%s: %v", c.name, err)
		} else if err == nil && !reflect.DeepEqual(cu, c.want) {
			t.Errorf("%s: %+v, not %+v", c.name, cu, c.want)
		}
		if len(profile) != 1 || profile["phone"] != "1" {
			t.Errorf("%s: the customer's own map was changed: %v", c.name, profile)
		}
	}
}
