"""The GraphQL checker finds each kind of difference from GitHub's schema."""

import pytest

from tests.contract.graphql import check_query, check_subset

READ = """
query Read($owner: String!, $name: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    databaseId
    pullRequest(number: $number) {
      headRefOid
      author { login ... on User { databaseId } }
      reviews(first: 100, after: $after) { nodes { fullDatabaseId submittedAt commit { oid } } }
      timelineItems(last: 50, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
        nodes { __typename ... on HeadRefForcePushedEvent { createdAt actor { login } } }
      }
    }
  }
  rateLimit { cost remaining }
}
"""

SCHEMA = """
scalar DateTime
interface Node { id: ID! }
interface Actor { login: String! }
type User implements Actor & Node { id: ID! login: String! databaseId: Int }
type Query { repository(owner: String!, name: String!, followRenames: Boolean = true): Repository }
type Repository implements Node { id: ID! pullRequest(number: Int!): PullRequest }
type PullRequest implements Node {
  id: ID!
  title: String!
  state: PullRequestState!
  createdAt: DateTime!
  author: Actor
}
enum PullRequestState { CLOSED MERGED OPEN }
type Mutation { addComment(input: AddCommentInput!): AddCommentPayload }
input AddCommentInput { body: String! clientMutationId: String subjectId: ID! }
type AddCommentPayload { clientMutationId: String }
"""


def test_a_query_of_described_fields_passes() -> None:
    assert check_query(READ) == []


def test_a_mutation_of_described_fields_passes() -> None:
    text = """
    mutation Move($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }
    """
    assert check_query(text) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("headRefOid", "headOid", "Cannot query field 'headOid'"),
        ("$number: Int!", "$number: String!", "of type 'String!' used in position expecting"),
        ("HEAD_REF_FORCE_PUSHED_EVENT]", "FORCE_PUSHED]", "does not exist in"),
        ("reviews(first: 100,", "reviews(", "reviews needs first or last"),
        ("first: 100", "first: 101", "reviews takes 1 to 100 at a time, not 101"),
        ("last: 50", "last: 0", "timelineItems takes 1 to 100 at a time, not 0"),
        ("rateLimit {", "rateLimit", "Syntax Error"),
    ],
)
def test_each_difference_in_a_query_is_told(old: str, new: str, told: str) -> None:
    assert READ.count(old) == 1
    found = check_query(READ.replace(old, new))
    assert any(told in one for one in found), found


COMMENT = """
mutation Say($input: AddCommentInput!) { addComment(input: $input) { clientMutationId } }
"""


def test_described_variables_pass() -> None:
    assert check_query(COMMENT, {"input": {"subjectId": "PR_1", "body": "Hello."}}) == []


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"input": {"subjectId": "PR_1"}}, "body"),
        ({"input": {"subjectId": "PR_1", "body": "x", "draft": True}}, "draft"),
        ({"input": {"subjectId": "PR_1", "body": 5}}, "String cannot represent"),
        ({}, "$input"),
        ({"input": {"subjectId": "PR_1", "body": "x"}, "more": 1}, "$more is not declared"),
    ],
)
def test_each_difference_in_variables_is_told(variables: dict[str, object], told: str) -> None:
    found = check_query(COMMENT, variables)
    assert any(told in one for one in found), found


def test_a_connection_that_is_only_counted_needs_no_bounds() -> None:
    text = '{ repository(owner: "a", name: "b") { pullRequests { totalCount } } }'
    assert check_query(text) == []


def test_a_true_subset_passes() -> None:
    assert check_subset(SCHEMA) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: String!", "title: String", "PullRequest.title: String, at GitHub String!"),
        ("databaseId: Int", "databaseId: Int!", "User.databaseId: Int!, at GitHub Int"),
        ("author: Actor", "author: User", "PullRequest.author: User, at GitHub Actor"),
        ("title: String!", "heading: String!", "PullRequest: GitHub has no field heading"),
        ("number: Int!", "number: ID!", "Repository.pullRequest(number): ID!, at GitHub Int!"),
        ("(number: Int!)", "", "Repository.pullRequest(number): GitHub requires it"),
        ("(number: Int!)", "(number: Int!, at: Int)", "has no argument at here"),
        ("Boolean = true", "Boolean = false", "Boolean = false, at GitHub Boolean = true"),
        ("CLOSED MERGED", "CLOSED DRAFT MERGED", "PullRequestState: GitHub has no value DRAFT"),
        (" subjectId: ID!", "", "AddCommentInput(subjectId): GitHub requires it"),
        ("body: String!", "body: String", "AddCommentInput(body): String, at GitHub String!"),
        (
            "type User implements Actor",
            "interface Pushed { id: ID! }\ntype User implements Pushed",
            "User: GitHub has no interface Pushed",
        ),
        ("scalar DateTime", "scalar Instant\nscalar DateTime", "Instant: GitHub has no such type"),
        ("scalar DateTime", "enum DateTime { NOW }", "DateTime: it is a enum, at GitHub a scalar"),
        ("scalar DateTime", "directive @old on FIELD\nscalar DateTime", "@old: GitHub has no such"),
        (
            "type AddCommentPayload",
            "union Requester = User\ntype AddCommentPayload",
            "Requester: GitHub has no such type",
        ),
        (
            "type AddCommentPayload",
            "union PullRequestTimelineItems = User\ntype AddCommentPayload",
            "PullRequestTimelineItems: GitHub has no member User",
        ),
        ("type Mutation {", "type Mutation", "the schema is not valid: Syntax Error"),
        ("scalar DateTime", "", "the schema is not valid: Unknown type 'DateTime'"),
    ],
)
def test_each_difference_in_a_schema_is_told(old: str, new: str, told: str) -> None:
    assert SCHEMA.count(old) == 1
    found = check_subset(SCHEMA.replace(old, new))
    assert any(told in one for one in found), found
