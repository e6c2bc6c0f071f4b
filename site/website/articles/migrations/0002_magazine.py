"""The magazine: articles, authors and topics; editors write all of them."""

import django.db.models.deletion
import modelcluster.fields
import wagtail.contrib.routable_page.models
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

import reports.embedding
import surveys.embedding
from website.core import groups

WRITING = (groups.EDITOR, groups.ADMIN)


def grant(apps, schema_editor):
    for model in ("author", "topic"):
        names = tuple(f"articles.{verb}_{model}" for verb in ("add", "change", "delete", "view"))
        groups.grant(apps, WRITING, names, model=model)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("core", "0002_groups"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.CreateModel(
            name="Author",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of the address of their page.", max_length=80, unique=True
                    ),
                ),
                (
                    "handle",
                    models.CharField(
                        blank=True,
                        help_text="As they are known elsewhere, such as @farrowquint.",
                        max_length=60,
                    ),
                ),
                (
                    "bio",
                    models.TextField(
                        blank=True,
                        help_text="Two or three sentences.",
                        max_length=600,
                        verbose_name="about them",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True)),
                (
                    "slug",
                    models.SlugField(
                        help_text="The last part of the address of its page.", max_length=80, unique=True
                    ),
                ),
                (
                    "intro",
                    models.TextField(
                        blank=True,
                        help_text="One or two sentences.",
                        max_length=400,
                        verbose_name="introduction",
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AlterField(
            model_name="frontpage",
            name="teasers",
            field=wagtail.fields.StreamField(
                [("teaser", 4)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.PageChooserBlock", (), {"label": "Page"}),
                    1: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "Empty: the page's own title.", "max_length": 120, "required": False},
                    ),
                    2: (
                        "wagtail.blocks.CharBlock",
                        (),
                        {"help_text": "One or two sentences.", "label": "Why read it", "max_length": 240},
                    ),
                    3: (
                        "wagtail.blocks.ChoiceBlock",
                        [],
                        {
                            "choices": [
                                ("door", "A door, ajar"),
                                ("gate", "Two discs behind a gate"),
                                ("handshake", "Two open discs that meet"),
                                ("ledger", "A ledger of discs"),
                                ("moons", "Discs in three phases"),
                                ("party", "Six discs, and you among them"),
                                ("pencil", "Circles drawn with a pencil"),
                                ("phones", "Two telephones"),
                                ("plates", "Two plates, one lunch"),
                                ("stars", "Four stars and one open disc"),
                                ("tag", "A luggage tag"),
                            ],
                            "label": "Drawing",
                        },
                    ),
                    4: (
                        "wagtail.blocks.StructBlock",
                        [[("page", 0), ("title", 1), ("text", 2), ("art", 3)]],
                        {},
                    ),
                },
                help_text="Up to four pages. The first is shown large.",
            ),
        ),
        migrations.CreateModel(
            name="MagazinePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the title.", max_length=400
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown where the page is shared. 1200 × 630 pixels works everywhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
            ],
            options={
                "verbose_name": "magazine",
            },
            bases=(wagtail.contrib.routable_page.models.RoutablePageMixin, "wagtailcore.page"),
        ),
        migrations.CreateModel(
            name="ArticlePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.TextField(
                        blank=True, help_text="One or two sentences under the title.", max_length=400
                    ),
                ),
                (
                    "date",
                    models.DateField(
                        blank=True,
                        help_text="The date that readers see. Leave empty for the day on which it is first published.",
                        null=True,
                    ),
                ),
                (
                    "image_alt",
                    models.CharField(
                        blank=True,
                        help_text="For those who cannot see it.",
                        max_length=240,
                        verbose_name="what it shows",
                    ),
                ),
                (
                    "image_credit",
                    models.CharField(
                        blank=True, help_text="Who made it.", max_length=120, verbose_name="credit"
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("door", "A door, ajar"),
                            ("gate", "Two discs behind a gate"),
                            ("handshake", "Two open discs that meet"),
                            ("ledger", "A ledger of discs"),
                            ("moons", "Discs in three phases"),
                            ("party", "Six discs, and you among them"),
                            ("pencil", "Circles drawn with a pencil"),
                            ("phones", "Two telephones"),
                            ("plates", "Two plates, one lunch"),
                            ("stars", "Four stars and one open disc"),
                            ("tag", "A luggage tag"),
                        ],
                        help_text="A drawing of the house, where there is no picture.",
                        max_length=20,
                        verbose_name="drawing",
                    ),
                ),
                (
                    "body",
                    wagtail.fields.StreamField(
                        [
                            ("heading", 0),
                            ("paragraph", 1),
                            ("list", 3),
                            ("numbered", 4),
                            ("pull", 7),
                            ("quote", 10),
                            ("image", 14),
                            ("live_chart", 20),
                            ("question", 23),
                            ("call", 28),
                            ("document", 31),
                            ("footnotes", 33),
                        ],
                        blank=True,
                        block_lookup={
                            0: (
                                "website.articles.blocks.heading.HeadingBlock",
                                (),
                                {
                                    "help_text": "Opens a section. Sentence case, no full stop.",
                                    "max_length": 120,
                                },
                            ),
                            1: (
                                "website.articles.blocks.text.ParagraphBlock",
                                (),
                                {"features": ["bold", "italic", "link", "document-link"]},
                            ),
                            2: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "document-link"], "label": "Item"},
                            ),
                            3: ("website.articles.blocks.text.BulletBlock", (2,), {}),
                            4: ("website.articles.blocks.text.NumberedBlock", (2,), {}),
                            5: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "A claim in one or two sentences.",
                                    "label": "The line",
                                    "max_length": 240,
                                },
                            ),
                            6: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("mentors-family", "Colleagues and family"),
                                        ("allies-hobby", "Allies and hobby friends"),
                                        ("acquaintances-parents", "Acquaintances and other parents"),
                                        ("family-acquaintances", "Family and acquaintances"),
                                    ],
                                    "label": "Which two discs",
                                },
                            ),
                            7: ("wagtail.blocks.StructBlock", [[("text", 5), ("mark", 6)]], {}),
                            8: (
                                "wagtail.blocks.TextBlock",
                                (),
                                {
                                    "help_text": "Without quotation marks; they are drawn.",
                                    "label": "Quotation",
                                },
                            ),
                            9: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Who said it, and where", "max_length": 160, "required": False},
                            ),
                            10: ("wagtail.blocks.StructBlock", [[("text", 8), ("source", 9)]], {}),
                            11: ("wagtail.images.blocks.ImageBlock", [], {"label": "Picture"}),
                            12: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Caption", "max_length": 240, "required": False},
                            ),
                            13: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {
                                    "help_text": "Who made it.",
                                    "label": "Credit",
                                    "max_length": 120,
                                    "required": False,
                                },
                            ),
                            14: (
                                "wagtail.blocks.StructBlock",
                                [[("image", 11), ("caption", 12), ("credit", 13)]],
                                {},
                            ),
                            15: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "Survey", "page_type": ["surveys.SurveyPage"]},
                            ),
                            16: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": reports.embedding.wave_choices,
                                    "help_text": "A sentence that names a number should stand beside a chart of one wave, for good.",
                                    "label": "Wave",
                                },
                            ),
                            17: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": reports.embedding.item_choices,
                                    "help_text": "What has been released, by its wording.",
                                    "label": "Question",
                                },
                            ),
                            18: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": reports.embedding.segment_choices,
                                    "help_text": "Leave it empty to show everybody together.",
                                    "label": "Split by",
                                    "required": False,
                                },
                            ),
                            19: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": [
                                        ("compact", "Compact: the claim, the picture, and how many people"),
                                        ("full", "Full: with the table and the downloads"),
                                    ],
                                    "label": "Layout",
                                },
                            ),
                            20: (
                                "wagtail.blocks.StructBlock",
                                [
                                    [
                                        ("survey", 15),
                                        ("wave", 16),
                                        ("item", 17),
                                        ("segment", 18),
                                        ("layout", 19),
                                    ]
                                ],
                                {},
                            ),
                            21: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {
                                    "help_text": "The survey that asks it.",
                                    "label": "Survey",
                                    "page_type": ["surveys.SurveyPage"],
                                },
                            ),
                            22: (
                                "wagtail.blocks.ChoiceBlock",
                                [],
                                {
                                    "choices": surveys.embedding.question_choices,
                                    "help_text": "Questions with one answer that everybody is asked, with the answers in a fixed order.",
                                    "label": "Question",
                                },
                            ),
                            23: ("wagtail.blocks.StructBlock", [[("survey", 21), ("question", 22)]], {}),
                            24: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"help_text": "One sentence.", "label": "Why", "max_length": 240},
                            ),
                            25: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "Words on the button", "max_length": 60},
                            ),
                            26: (
                                "wagtail.blocks.PageChooserBlock",
                                (),
                                {"label": "A page of this site", "required": False},
                            ),
                            27: (
                                "wagtail.blocks.URLBlock",
                                (),
                                {"label": "Or an address elsewhere", "required": False},
                            ),
                            28: (
                                "wagtail.blocks.StructBlock",
                                [[("text", 24), ("label", 25), ("page", 26), ("address", 27)]],
                                {},
                            ),
                            29: ("wagtail.documents.blocks.DocumentChooserBlock", (), {"label": "Document"}),
                            30: (
                                "wagtail.blocks.CharBlock",
                                (),
                                {"label": "What it is", "max_length": 240, "required": False},
                            ),
                            31: ("wagtail.blocks.StructBlock", [[("document", 29), ("text", 30)]], {}),
                            32: (
                                "wagtail.blocks.RichTextBlock",
                                (),
                                {"features": ["bold", "italic", "link", "document-link"], "label": "Note"},
                            ),
                            33: ("website.articles.blocks.footnotes.FootnotesBlock", (32,), {}),
                        },
                    ),
                ),
                (
                    "corrections",
                    models.TextField(
                        blank=True,
                        help_text="What was wrong, what is right, and when you put it right. Readers see it above the text.",
                        max_length=1000,
                    ),
                ),
                (
                    "featured",
                    models.BooleanField(
                        default=False,
                        help_text="Shown large on the front page and in the magazine; the newest such article is.",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="minutes to read"
                    ),
                ),
                ("is_demo", models.BooleanField(default=False, editable=False)),
                (
                    "image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Stands at the top and in lists. Its focal point stays in view.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                        verbose_name="lead picture",
                    ),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="Shown where the page is shared. 1200 × 630 pixels works everywhere.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="articles",
                        to="articles.author",
                    ),
                ),
                (
                    "topics",
                    modelcluster.fields.ParentalManyToManyField(
                        blank=True, related_name="articles", to="articles.topic"
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
            },
            bases=("wagtailcore.page",),
        ),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
